import { AsyncLocalStorage } from 'node:async_hooks';
import { isPromise } from 'node:util/types';
import type { ActiveSpan, SpanOptions } from './span.ts';
import type { SpanSource, StartedSpan } from './span-source.ts';
import { formatTraceparent, parseTraceparent, type SpanName } from './traceparent.ts';

/** What work carries with it from the request, message or job that caused it. */
export interface WorkContext {
  readonly requestId: string;
  readonly span: SpanName | undefined;
}

/** A work context as it travels: in headers, in a message's attributes, in a job's row. */
export interface CarriedContext {
  readonly requestId: string;
  readonly traceparent?: string | undefined;
}

const noFields = {};
const nothing: ActiveSpan = { describe: () => undefined, fail: () => undefined };

/**
 * The context of requests, messages and jobs, and spans at the doors of a service. The context travels always; spans are
 * made, and OpenTelemetry's SDK is loaded, only where OTEL_EXPORTER_OTLP_ENDPOINT is set.
 */
export class Tracing {
  readonly #contexts = new AsyncLocalStorage<WorkContext>();
  #source: SpanSource | undefined;

  /** Loads the SDK; spans are sent in batches to `<endpoint>/v1/traces` (OTLP, JSON over HTTP). */
  async export(endpoint: string, service: string): Promise<void> {
    const { SpanSource } = await import('./span-source.ts');
    this.#source = new SpanSource(endpoint, service);
  }

  get context(): WorkContext | undefined {
    return this.#contexts.getStore();
  }

  /** What is passed on with a call, a message or a job; undefined outside of any work. */
  get carried(): CarriedContext | undefined {
    const context = this.#contexts.getStore();
    if (context === undefined) return undefined;
    const { requestId, span } = context;
    return { requestId, traceparent: span === undefined ? undefined : formatTraceparent(span) };
  }

  /** For log lines: the names that OpenTelemetry gives these fields. */
  get logFields(): Readonly<Record<string, string>> {
    const span = this.#contexts.getStore()?.span;
    return span === undefined ? noFields : { trace_id: span.traceId, span_id: span.spanId };
  }

  /** Work that a request, message or job caused, as a span of the trace that it carries. */
  enter<T>(carried: CarriedContext, options: SpanOptions, work: (span: ActiveSpan) => T): T {
    const context = { requestId: carried.requestId, span: parseTraceparent(carried.traceparent) };
    return this.#run(context, options, work);
  }

  /** Work within the current context, as a span of its own. Outside of any work it is only run. */
  span<T>(options: SpanOptions, work: (span: ActiveSpan) => T): T {
    if (this.#source === undefined) return work(nothing);
    const context = this.#contexts.getStore();
    return context === undefined ? work(nothing) : this.#run(context, options, work);
  }

  /** Sends what has not been sent; waits at most 2 s for a collector that does not answer. */
  async close(): Promise<void> {
    await this.#source?.close();
  }

  #run<T>(context: WorkContext, options: SpanOptions, work: (span: ActiveSpan) => T): T {
    if (this.#source === undefined) return this.#contexts.run(context, work, nothing);
    const span = this.#source.start(options, context.span);
    return this.#contexts.run({ ...context, span: span.name }, () => untilEnded(span, work));
  }
}

/** Runs the work and ends its span when the work has ended, whichever way. */
function untilEnded<T>(span: StartedSpan, work: (span: ActiveSpan) => T): T {
  const failed = (error: unknown) => {
    span.fail(error);
    span.end();
  };
  try {
    const result = work(span);
    if (isPromise(result)) result.then(() => span.end(), failed);
    else span.end();
    return result;
  } catch (error) {
    failed(error);
    throw error;
  }
}
