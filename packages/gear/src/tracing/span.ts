/** Names by the semantic conventions of OpenTelemetry; never personal data. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

export interface SpanOptions {
  /** With few values: `GET /user/:id`, never a path. */
  name: string;
  kind: 'server' | 'client' | 'producer' | 'consumer' | 'internal';
  attributes?: SpanAttributes;
}

/** What a span is told while it runs. */
export interface ActiveSpan {
  /** Where it is only known later: the route, the status. */
  describe(details: { name?: string; attributes?: SpanAttributes }): void;
  fail(error: unknown): void;
}
