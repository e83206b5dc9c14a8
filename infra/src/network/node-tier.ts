import type { Features } from '../features.ts';
import type { Tier } from './cidr-plan.ts';

/**
 * Where nodes, and with them the pods, are. In the private subnets; but on the budget path (kops without NAT) in the
 * public ones, because a node there has no other way to its images, and without a load balancer it takes the traffic.
 * The access lists of the isolated subnets admit this tier and no other.
 */
export function nodeTier({
  features,
  existingVpc,
}: {
  readonly features: Pick<Features, 'cluster' | 'loadBalancer' | 'nat'>;
  readonly existingVpc?: object | undefined;
}): Extract<Tier, 'private' | 'public'> {
  if (features.loadBalancer === 'none') return 'public';
  const withoutAWayOut = features.cluster === 'kops' && features.nat === 'none' && existingVpc === undefined;
  return withoutAWayOut ? 'public' : 'private';
}
