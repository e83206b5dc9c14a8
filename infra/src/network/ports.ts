/** Every port that a rule of the network names. */
export const ports = {
  http: 80,
  https: 443,
  /** Postgres, and the proxy before it. */
  database: 5432,
  /** Valkey or Redis. */
  cache: 6379,
  /** Where the ingress takes the app's traffic, over TLS, on every node. */
  nodeApp: 30_443,
  /** Where the ingress sends plain HTTP to HTTPS on every node. */
  nodeRedirect: 30_080,
} as const;
