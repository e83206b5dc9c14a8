import { nodePorts } from '../for-k8s.ts';

/** Every port that a rule of the network names. */
export const ports = {
  http: 80,
  https: 443,
  /** Postgres */
  database: 5432,
  /** Valkey */
  cache: 6379,
  ...nodePorts,
} as const;
