/** What one unit costs in USD, and how many units a month are free. */
export interface Price {
  readonly usd: number;
  /** What is counted. */
  readonly per: string;
  /** AWS's allowance that does not end (not the one of an account's first months). */
  readonly freeUnits?: number;
}

/** Region of all prices below; others are up to a third dearer. */
export const PRICE_REGION = 'us-east-1';
/** When they were gathered from AWS's pages. Spot prices move every day: these are averages. */
export const PRICES_AS_OF = '2025';

const hour = (usd: number): Price => ({ usd, per: 'hour' });
const gbMonth = (usd: number): Price => ({ usd, per: 'GB a month' });

/** https://aws.amazon.com/ec2/pricing/on-demand/ (Linux) */
const onDemandNodes = {
  'node/t4g.small': hour(0.0168),
  'node/t4g.medium': hour(0.0336),
  'node/t4g.large': hour(0.0672),
  'node/t4g.xlarge': hour(0.1344),
  'node/t3.medium': hour(0.0416),
  'node/m7g.medium': hour(0.0408),
  'node/m7g.large': hour(0.0816),
  'node/m7g.xlarge': hour(0.1632),
};

/** https://aws.amazon.com/ec2/spot/pricing/; today's: `aws ec2 describe-spot-price-history --instance-types t4g.medium` */
const spotNodes = {
  'spot-node/t4g.small': hour(0.0068),
  'spot-node/t4g.medium': hour(0.0125),
  'spot-node/t4g.large': hour(0.026),
  'spot-node/m7g.large': hour(0.033),
};

/** https://aws.amazon.com/rds/postgresql/pricing/ (one zone; two zones cost twice as much) */
const databases = {
  'database/db.t4g.micro': hour(0.016),
  'database/db.t4g.small': hour(0.032),
  'database/db.t4g.medium': hour(0.065),
  'database/db.t4g.large': hour(0.129),
  'database/db.m7g.large': hour(0.168),
  'database/db.m7g.xlarge': hour(0.337),
  'database/db.r7g.large': hour(0.239),
  'database-storage': gbMonth(0.115),
};

/** https://aws.amazon.com/elasticache/pricing/ */
const caches = {
  'cache/cache.t4g.micro': hour(0.0128),
  'cache/cache.t4g.small': hour(0.0256),
  'cache/cache.t4g.medium': hour(0.052),
  'cache/cache.m7g.large': hour(0.1264),
};

/** https://aws.amazon.com/vpc/pricing/, /elasticloadbalancing/pricing/, /eks/pricing/, /ebs/pricing/, /ec2/pricing/on-demand/ */
const network = {
  'public-address': hour(0.005),
  'nat-gateway': hour(0.045),
  'nat-traffic': { usd: 0.045, per: 'GB' },
  'interface-endpoint': { usd: 0.01, per: 'zone and hour' },
  'load-balancer': hour(0.0225),
  'load-balancer-capacity': { usd: 0.006, per: 'NLCU and hour' },
  'kubernetes-control-plane': hour(0.1),
  disk: gbMonth(0.08),
  'traffic-out': { usd: 0.09, per: 'GB', freeUnits: 100 },
};

/** https://aws.amazon.com/cloudwatch/pricing/, /sns/pricing/ */
const observation = {
  alarm: { usd: 0.1, per: 'alarm', freeUnits: 10 },
  'custom-metric': { usd: 0.3, per: 'metric', freeUnits: 10 },
  dashboard: { usd: 3, per: 'dashboard', freeUnits: 3 },
  'log-ingestion': { usd: 0.5, per: 'GB', freeUnits: 5 },
  'alarm-mail': { usd: 0.00002, per: 'mail', freeUnits: 1000 },
};

/** https://aws.amazon.com/kms/pricing/, /secrets-manager/pricing/, /route53/pricing/, /ecr/pricing/, /s3/pricing/, /cloudfront/pricing/,
 * /sqs/pricing/, /ses/pricing/ */
const rest = {
  key: { usd: 1, per: 'key' },
  secret: { usd: 0.4, per: 'secret' },
  zone: { usd: 0.5, per: 'zone' },
  'zone-query': { usd: 0.0000004, per: 'query' },
  images: gbMonth(0.1),
  objects: gbMonth(0.023),
  'asset-traffic': { usd: 0.085, per: 'GB', freeUnits: 1024 },
  'queue-request': { usd: 0.0000004, per: 'request', freeUnits: 1_000_000 },
  mail: { usd: 0.0001, per: 'mail' },
};

/** USD by what is metered. A missing line is found by a test, and by `infra:cost`. */
export const prices: Readonly<Record<string, Price>> = {
  ...onDemandNodes,
  ...spotNodes,
  ...databases,
  ...caches,
  ...network,
  ...observation,
  ...rest,
};
