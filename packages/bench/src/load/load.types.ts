export interface Request {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Order {
  readonly port: number;
  readonly connections: number;
  readonly seconds: number;
  /** Asked in turn. */
  readonly requests: readonly Request[];
  /** Requests a second, evenly; absent: each connection asks again as soon as it is answered. */
  readonly rate?: number;
  /** For answers that are under way at the end. Absent: ten, longer than any request of the product may take. */
  readonly patienceSeconds?: number;
}

export interface Report {
  readonly seconds: number;
  /** Answers by status; 0: none came. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Of the answers that were 2xx. */
  readonly succeededPerSecond: number;
  /** Milliseconds of those. */
  readonly p50: number;
  readonly p99: number;
}
