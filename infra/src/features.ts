import { z } from 'zod';

/** A whole number within bounds, both included. */
export const whole = (min: number, max: number) =>
  z.int().min(min, `use ${min} or more`).max(max, `use ${max} or less`);

export const featuresSchema = z.strictObject({
  /** Ways out of the private subnets. Each is about 33 USD a month. */
  nat: z.enum(['none', 'one', 'per-zone']),
  /**
   * Private ways to AWS's own services, about 7 USD a month for each service and zone: beside NAT they pay from about 5 TB a month
   * to these services, or where that traffic may not leave the network.
   */
  interfaceEndpoints: z.boolean(),
  /** `eks`: managed control plane, 73 USD a month. `kops`: the budget path of 2018. */
  cluster: z.enum(['eks', 'kops']),
  nodeInstanceTypes: z
    .array(z.string().regex(/^[a-z0-9-]+\.[a-z0-9]+$/, 'an instance type looks like t4g.medium'))
    .min(1),
  nodesMin: whole(1, 100),
  nodesMax: whole(1, 100),
  /** Cheaper by two thirds; AWS may take a node back with two minutes' notice. */
  spotNodes: z.boolean(),
  /** `none` (kops only): the node takes the traffic itself and kops keeps the address of `app`. */
  loadBalancer: z.enum(['network', 'none']),
  databaseInstanceClass: z
    .string()
    .regex(/^db\.[a-z0-9]+\.[a-z0-9]+$/, 'a database class looks like db.t4g.micro'),
  databaseStorageGb: whole(20, 65_536),
  /** The storage grows by itself up to this. */
  databaseMaxStorageGb: whole(20, 65_536),
  databaseMultiZone: z.boolean(),
  /** Days of point-in-time recovery. */
  backupDays: whole(1, 35),
  /** `in-cluster`: the Kubernetes overlay brings its own Valkey, and there is no ElastiCache. */
  cache: z.enum(['elasticache', 'in-cluster']),
  cacheNodeType: z.string().regex(/^cache\.[a-z0-9]+\.[a-z0-9]+$/, 'a cache type looks like cache.t4g.micro'),
  cacheNodes: whole(1, 6),
  logDays: z.literal([7, 14, 30, 60, 90, 180, 365], 'CloudWatch keeps 7, 14, 30, 60, 90, 180 or 365 days'),
});

/** What differs between a small environment and a large one. */
export type Features = z.infer<typeof featuresSchema>;
