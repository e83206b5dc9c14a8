import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export type { Registry };

/** What gear measures of one app, for GET /metrics on the health port. */
export class GearMetrics {
  readonly registry = new Registry();
  readonly #duration: Histogram<'method' | 'route' | 'status'>;
  readonly #outbox: Counter<'kind' | 'outcome'>;
  readonly #messages: Counter<'queue' | 'outcome'>;

  constructor(app: string) {
    const registers = [this.registry];
    this.registry.setDefaultLabels({ app });
    this.#duration = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from the request to the end of the answer.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.005, 0.025, 0.1, 0.5, 2, 10],
      registers,
    });
    this.#outbox = new Counter({
      name: 'outbox_items_total',
      help: 'Items of the outbox by what became of an attempt.',
      labelNames: ['kind', 'outcome'],
      registers,
    });
    this.#messages = new Counter({
      name: 'queue_messages_total',
      help: 'Messages by what became of them.',
      labelNames: ['queue', 'outcome'],
      registers,
    });
  }

  /** Memory, event loop, garbage collection. */
  collectProcess(): void {
    collectDefaultMetrics({ register: this.registry });
  }

  request(method: string, route: string, status: number, seconds: number): void {
    this.#duration.observe({ method, route, status }, seconds);
  }

  outbox(kind: string, outcome: string): void {
    this.#outbox.inc({ kind, outcome });
  }

  message(queue: string, outcome: string): void {
    this.#messages.inc({ queue, outcome });
  }

  /** Password hashes in flight and waiting. */
  watchHashes(load: () => number): void {
    const gauge: Gauge = new Gauge({
      name: 'password_hashes_waiting',
      help: 'Password hashes in flight and waiting.',
      registers: [this.registry],
      collect: () => gauge.set(load()),
    });
  }
}

export interface CounterOptions {
  name: string;
  help: string;
  labelNames?: readonly string[];
}

/** A counter of a service's own, e.g. failures of the breach look-up. */
export function createCounter(registry: Registry, { name, help, labelNames = [] }: CounterOptions): Counter {
  return new Counter({ name, help, labelNames, registers: [registry] });
}
