export { FakeClock } from './fake-clock.ts';
export { collectedSpans, type CollectedSpan } from './collected-spans.ts';
export { until } from './until.ts';
