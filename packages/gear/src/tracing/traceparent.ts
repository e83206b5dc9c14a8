/** A span as other services name it: https://www.w3.org/TR/trace-context/#traceparent-header */
export interface SpanName {
  /** 32 lower-case hexadecimal digits, not all zero. */
  readonly traceId: string;
  /** 16 lower-case hexadecimal digits, not all zero. */
  readonly spanId: string;
  readonly sampled: boolean;
}

// Version 00, and what later versions have in common with it (section 3.2.2.2); ff is forbidden.
const form = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:$|-)/;

/** Undefined for what is not a traceparent: a request with a bad one begins a trace of its own. */
export function parseTraceparent(header: unknown): SpanName | undefined {
  if (typeof header !== 'string' || header.length > 255) return undefined;
  const [, traceId, spanId, flags = ''] = form.exec(header) ?? [];
  if (traceId === undefined || spanId === undefined) return undefined;
  if (header.startsWith('00-') && header.length !== 55) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

export function formatTraceparent({ traceId, spanId, sampled }: SpanName): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
}
