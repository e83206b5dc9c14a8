import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { SpanName } from './traceparent.ts';
import type { ActiveSpan, SpanOptions } from './span.ts';

const kinds = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

// A collector that is down must not hold up a stop.
const exportTimeoutMs = 2_000;
const batchDelayMs = 1_000;

export interface StartedSpan extends ActiveSpan {
  readonly name: SpanName;
  end(): void;
}

/** OpenTelemetry's SDK: the only module that loads it. */
export class SpanSource {
  readonly #provider: TracerProvider;
  readonly #tracer;

  /** @param endpoint of the collector, without `/v1/traces` */
  constructor(endpoint: string, service: string) {
    const url = `${endpoint.replace(/\/$/, '')}/v1/traces`;
    const exporter = new OTLPTraceExporter({ url, timeoutMillis: exportTimeoutMs });
    const processor = new BatchSpanProcessor({
      exporter,
      scheduledDelayMillis: batchDelayMs,
      exportTimeoutMillis: exportTimeoutMs,
    });
    this.#provider = new TracerProvider({
      resource: resourceFromAttributes({ 'service.name': service }),
      spanProcessors: [processor],
    });
    this.#tracer = this.#provider.getTracer('@gnar/gear');
  }

  start({ name, kind, attributes }: SpanOptions, parent: SpanName | undefined): StartedSpan {
    const span = this.#tracer.startSpan(name, { kind: kinds[kind], attributes }, contextOf(parent));
    const { traceId, spanId, traceFlags } = span.spanContext();
    return {
      name: { traceId, spanId, sampled: (traceFlags & TraceFlags.SAMPLED) !== 0 },
      describe: ({ name: laterName, attributes: more }) => {
        if (laterName !== undefined) span.updateName(laterName);
        if (more !== undefined) span.setAttributes(more);
      },
      fail: (error) => span.setStatus({ code: SpanStatusCode.ERROR, message: typeOf(error) }),
      end: () => span.end(),
    };
  }

  /** Sends what is left. A collector that cannot be reached loses it, which is no failure of the service. */
  async close(): Promise<void> {
    await this.#provider.shutdown().catch(() => undefined);
  }
}

function contextOf(parent: SpanName | undefined) {
  if (parent === undefined) return ROOT_CONTEXT;
  const { traceId, spanId, sampled } = parent;
  const traceFlags = sampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}

// Messages of errors may hold personal data; their type does not.
function typeOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
