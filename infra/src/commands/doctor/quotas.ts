import { z } from 'zod';
import { architectureOf, type Environment } from '../../config.ts';
import { controlPlaneType } from '../../kops/instance-groups.ts';
import { type Aws, AwsError } from '../aws.ts';
import { bad, type Finding, good, note } from './finding.ts';

const quotaSchema = z.object({ Quota: z.object({ Value: z.number() }) });
const countSchema = z.number();

interface Need {
  readonly what: string;
  readonly service: string;
  readonly code: string;
  /** How many this environment asks for. */
  readonly needed: number;
  /** Counts what the account uses already; none where AWS does not tell in one question. */
  readonly used?: readonly string[];
}

/** vCPUs of the sizes that nodes have; the larger ones carry theirs in their name. */
const vcpusBySize: Readonly<Record<string, number>> = {
  nano: 2,
  micro: 2,
  small: 2,
  medium: 2,
  large: 2,
  xlarge: 4,
};

export function vcpusOf(instanceType: string): number {
  const size = instanceType.split('.')[1] ?? '';
  const times = /^(\d+)xlarge$/.exec(size)?.[1];
  if (times !== undefined) return Number(times) * 4;
  // One of Graviton's medium sizes outside the t family has a single one.
  if (size === 'medium' && !instanceType.startsWith('t') && architectureOf(instanceType) === 'arm64')
    return 1;
  return vcpusBySize[size] ?? 2;
}

/** What an environment asks of the account's limits. */
export function needsOf(environment: Environment): readonly Need[] {
  const { features, existingVpc } = environment;
  const zones = features.nat === 'per-zone' ? 3 : features.nat === 'one' ? 1 : 0;
  // kops' control plane is one of our instances, bought as the nodes are; EKS's is not.
  const controlPlane = features.cluster === 'kops' ? vcpusOf(controlPlaneType(environment)) : 0;
  const vcpus = Math.max(...features.nodeInstanceTypes.map(vcpusOf)) * features.nodesMax + controlPlane;
  const nodes = features.spotNodes
    ? { what: 'vCPUs of spot nodes', code: 'L-34B43A08' }
    : { what: 'vCPUs of nodes', code: 'L-1216C47A' };
  const vpc: Need = {
    what: 'VPCs',
    service: 'vpc',
    code: 'L-F678F1CE',
    needed: 1,
    used: ['ec2', 'describe-vpcs', '--query', 'length(Vpcs)'],
  };
  const addresses: Need = {
    what: 'elastic addresses',
    service: 'ec2',
    code: 'L-0263D0A3',
    needed: zones,
    used: ['ec2', 'describe-addresses', '--query', 'length(Addresses)'],
  };
  return [
    ...(existingVpc === undefined ? [vpc] : []),
    ...(zones > 0 && existingVpc === undefined ? [addresses] : []),
    { ...nodes, service: 'ec2', needed: vcpus },
  ];
}

/**
 * Compares what an environment needs with what the account may have.
 * @param isUp then its own things are among those in use, and only the limit itself is looked at
 */
export async function checkQuotas(
  environment: Environment,
  aws: Aws,
  isUp: boolean,
): Promise<readonly Finding[]> {
  return Promise.all(needsOf(environment).map((need) => checkQuota(need, aws, isUp)));
}

async function checkQuota(
  { what, service, code, needed, used }: Need,
  aws: Aws,
  isUp: boolean,
): Promise<Finding> {
  const limit = await limitOf(service, code, aws);
  if (limit === undefined) return note(`AWS does not tell the limit of ${what}`);
  const taken = used === undefined || isUp ? 0 : await aws.read(used, countSchema);
  const told = `${what}: ${needed} needed, ${taken > 0 ? `${taken} of ${limit} in use` : `${limit} allowed`}`;
  if (taken + needed <= limit) return good(told);
  return bad(
    told,
    `aws service-quotas request-service-quota-increase --service-code ${service} --quota-code ${code} --desired-value ${taken + needed}`,
    'Small increases are granted within minutes, others within a day or two.',
  );
}

/** The account's own limit, else AWS's default. */
async function limitOf(service: string, code: string, aws: Aws): Promise<number | undefined> {
  const names = ['--service-code', service, '--quota-code', code];
  for (const operation of ['get-service-quota', 'get-aws-default-service-quota']) {
    try {
      return (await aws.read(['service-quotas', operation, ...names], quotaSchema)).Quota.Value;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
    }
  }
  return undefined;
}
