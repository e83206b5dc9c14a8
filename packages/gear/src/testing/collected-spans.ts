import { z } from 'zod';

/** A span as a test looks at it. */
export interface CollectedSpan {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Absent: the first of its trace. */
  readonly parentSpanId?: string | undefined;
}

const text = z.string();
const spanSchema = z.object({ name: text, traceId: text, spanId: text, parentSpanId: text.optional() });
const attributeSchema = z.object({ key: text, value: z.object({ stringValue: text.optional() }) });

// https://opentelemetry.io/docs/specs/otlp/#otlphttp-request
const exportsSchema = z.array(
  z.object({
    resourceSpans: z.array(
      z.object({
        resource: z.object({ attributes: z.array(attributeSchema) }),
        scopeSpans: z.array(z.object({ spans: z.array(spanSchema) })),
      }),
    ),
  }),
);

/** The spans that the collector of a lodge has received. @param endpoint of the lodge's stubs */
export async function collectedSpans(endpoint: string): Promise<CollectedSpan[]> {
  const response = await fetch(`${endpoint}/traces`);
  const resources = exportsSchema.parse(await response.json()).flatMap(({ resourceSpans }) => resourceSpans);
  return resources.flatMap(({ resource, scopeSpans }) => {
    const service = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
    return scopeSpans.flatMap(({ spans }) => spans.map((span) => ({ ...span, service })));
  });
}
