import { nodePorts } from '../for-k8s.ts';

/** Every port that a rule of the network names. */
export const ports = {
  http: 80,
  https: 443,
  /** Postgres, and the proxy before it. */
  database: 5432,
  /** Valkey or Redis. */
  cache: 6379,
  ...nodePorts,
} as const;
