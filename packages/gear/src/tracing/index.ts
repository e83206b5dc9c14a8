export type { ActiveSpan, SpanAttributes, SpanOptions } from './span.ts';
export { type CarriedContext, Tracing } from './tracing.ts';
