import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export type { Registry };

/** Connections of a pool at this moment. */
export interface PoolLoad {
  readonly busy: number;
  readonly idle: number;
  /** Who waits for a connection. */
  readonly waiting: number;
}

/** What lies in the outbox at this moment. */
export interface Backlog {
  readonly items: number;
  /** Seconds since the oldest was due for the first time. */
  readonly oldestSeconds: number;
  /** Jobs that failed for the last time and wait for an operator. */
  readonly parked: number;
}

/** What gear measures of one app, for GET /metrics on the health port. */
export class GearMetrics {
  readonly registry = new Registry();
  readonly #duration: Histogram<'method' | 'route' | 'status'>;
  readonly #outbox: Counter<'kind' | 'outcome'>;
  readonly #messages: Counter<'queue' | 'outcome'>;
  readonly #polls: Counter<'queue' | 'outcome'>;

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
      help: 'Attempts of jobs by their outcome.',
      labelNames: ['kind', 'outcome'],
      registers,
    });
    this.#messages = new Counter({
      name: 'queue_messages_total',
      help: 'Messages by what became of them.',
      labelNames: ['queue', 'outcome'],
      registers,
    });
    this.#polls = new Counter({
      name: 'queue_polls_total',
      help: 'Polls by whether the queue answered, be it with nothing.',
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

  poll(queue: string, outcome: 'answered' | 'failed'): void {
    this.#polls.inc({ queue, outcome });
  }

  /** A poller that never comes to its first answer is seen too: its count is there from the start, and stays at 0. */
  expectPolls(queue: string): void {
    this.#polls.inc({ queue, outcome: 'answered' }, 0);
  }

  watchPool(load: () => PoolLoad): void {
    const gauge: Gauge<'state'> = new Gauge({
      name: 'database_pool_connections',
      help: 'Connections to the database by what they do, and who waits for one.',
      labelNames: ['state'],
      registers: [this.registry],
      collect: () => {
        for (const [state, count] of Object.entries(load())) gauge.set({ state }, Number(count));
      },
    });
  }

  /** While the database does not answer all are NaN: unknown, which no alarm takes for a number. */
  watchOutbox(read: () => Promise<Backlog>): void {
    const unknown: Backlog = { items: Number.NaN, oldestSeconds: Number.NaN, parked: Number.NaN };
    let reading: Promise<Backlog> | undefined;
    // All are collected at the same time, and asked for once.
    const readOnce = () =>
      (reading ??= read()
        .catch(() => unknown)
        .finally(() => (reading = undefined)));
    const measure = (name: string, help: string, value: (backlog: Backlog) => number) => {
      const gauge: Gauge = new Gauge({
        name,
        help,
        registers: [this.registry],
        collect: async () => gauge.set(value(await readOnce())),
      });
    };
    measure('outbox_items', 'Jobs that are due and not done.', ({ items }) => items);
    measure(
      'outbox_oldest_seconds',
      'How long the oldest job has been due, in seconds; 0 when there is none.',
      ({ oldestSeconds }) => oldestSeconds,
    );
    measure(
      'outbox_parked_items',
      'Jobs that failed for the last time and wait for an operator.',
      ({ parked }) => parked,
    );
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
