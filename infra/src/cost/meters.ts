import type { Environment } from '../config.ts';
import { HOURS, type Usage } from './usage.ts';

/** So many units of something that has a price. */
export interface Quantity {
  readonly meter: string;
  readonly units: number;
}

export type Arguments = Readonly<Record<string, unknown>>;

export interface Context {
  readonly environment: Environment;
  readonly usage: Usage;
  /** Another resource's arguments, by what a reference to it names: `${aws_db_instance.postgres.identifier}`. */
  readonly resolve: (reference: unknown) => Arguments | undefined;
  /** How many resources of a type the environment has: for usage that they share. */
  readonly countOf: (type: string) => number;
}

/** What a resource uses in a month. */
export type Meter = (resource: Arguments, context: Context) => readonly Quantity[];

const units = (meter: string, count: number): Quantity => ({ meter, units: count });
const hours = (meter: string, many = 1): Quantity => units(meter, HOURS * many);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const numberOf = (value: unknown, otherwise: number): number =>
  typeof value === 'number' ? value : otherwise;
const blockOf = (value: unknown): Arguments => {
  const block: unknown = Array.isArray(value) ? value[0] : value;
  return typeof block === 'object' && block !== null ? { ...block } : {};
};

const database: Meter = (resource, { environment }) => {
  const zones = resource['multi_az'] === true ? 2 : 1;
  const storage = numberOf(resource['allocated_storage'], environment.features.databaseStorageGb);
  return [
    hours(`database/${String(resource['instance_class'])}`, zones),
    units('database-storage', storage * zones),
    ...(resource['manage_master_user_password'] === true ? [units('secret', 1)] : []),
  ];
};

const cache: Meter = ({ node_type: type, num_cache_clusters: nodes }) => [
  hours(`cache/${String(type)}`, numberOf(nodes, 1)),
];

const nodeGroup: Meter = (resource, { resolve }) => {
  const { min_size: min } = blockOf(resource['scaling_config']);
  const many = numberOf(min, 1);
  const kind = resource['capacity_type'] === 'SPOT' ? 'spot-node' : 'node';
  const template = resolve(blockOf(resource['launch_template'])['id']) ?? {};
  const { volume_size: size } = blockOf(blockOf(template['block_device_mappings'])['ebs']);
  return [
    hours(`${kind}/${String(listOf(resource['instance_types'])[0])}`, many),
    // Without a template of ours EKS gives each node 20 GB.
    units('disk', numberOf(size, 20) * many),
  ];
};

/** One new or active connection in a thousand of what a capacity unit stands for: traffic decides, 1 GB an hour. */
const loadBalancer: Meter = (resource, { usage }) => [
  hours('load-balancer'),
  units('load-balancer-capacity', usage.trafficOutGb),
  // One public address in each zone.
  hours('public-address', resource['internal'] === true ? 0 : listOf(resource['subnets']).length),
];

const endpoint: Meter = (resource) =>
  resource['vpc_endpoint_type'] === 'Interface'
    ? [hours('interface-endpoint', listOf(resource['subnet_ids']).length)]
    : [];

const shared = (total: number, type: string, { countOf }: Context): number =>
  total / Math.max(countOf(type), 1);

/** Resources that cost money, by type. */
export const meters: Readonly<Record<string, Meter>> = {
  aws_db_instance: database,
  aws_elasticache_replication_group: cache,
  aws_eks_cluster: (_, { usage }) => [
    hours('kubernetes-control-plane'),
    units('traffic-out', usage.trafficOutGb),
  ],
  aws_eks_node_group: nodeGroup,
  aws_lb: loadBalancer,
  aws_eip: () => [hours('public-address')],
  aws_nat_gateway: (_, context) => [
    hours('nat-gateway'),
    units('nat-traffic', shared(context.usage.natGb, 'aws_nat_gateway', context)),
  ],
  aws_vpc_endpoint: endpoint,
  aws_kms_key: () => [units('key', 1)],
  aws_route53_zone: (_, { usage }) => [units('zone', 1), units('zone-query', usage.dnsQueries)],
  aws_ecr_repository: (_, { usage }) => [units('images', usage.imagesGb)],
  aws_s3_bucket: (_, { usage }) => [units('objects', usage.objectsGb)],
  aws_cloudfront_distribution: (_, { usage }) => [units('asset-traffic', usage.assetGb)],
  aws_sqs_queue: (_, { usage }) => [units('queue-request', usage.queueRequests)],
  aws_sesv2_configuration_set: (_, { usage }) => [units('mail', usage.mails)],
  aws_cloudwatch_metric_alarm: () => [units('alarm', 1)],
  aws_cloudwatch_log_metric_filter: () => [units('custom-metric', 1)],
  aws_cloudwatch_dashboard: () => [units('dashboard', 1)],
  aws_cloudwatch_log_group: (_, context) => [
    units('log-ingestion', shared(context.usage.logGb, 'aws_cloudwatch_log_group', context)),
  ],
  aws_sns_topic: () => [units('alarm-mail', 100)],
};
