import type { Environment } from '../config.ts';
import { nodeTier } from '../network/node-tier.ts';
import { type Reachability, reachability } from './reachability.ts';
import { environmentWith, type Synthesised } from './synthesised.ts';

/** The kinds of network that an environment can ask for. */
export const exampleNetworks = {
  'free-tier': environmentWith({ size: 'free-tier' }),
  small: environmentWith({ size: 'small' }),
  production: environmentWith({ size: 'production', features: { interfaceEndpoints: true } }),
  'nat none': environmentWith({
    size: 'small',
    features: { nat: 'none', interfaceEndpoints: true },
  }),
  'existing VPC': environmentWith({
    size: 'small',
    existingVpc: {
      id: 'vpc-0a1b2c3d',
      cidr: '10.9.0.0/16',
      publicSubnetIds: ['subnet-00000001', 'subnet-00000002'],
      privateSubnetIds: ['subnet-00000003', 'subnet-00000004'],
      isolatedSubnetIds: ['subnet-00000005', 'subnet-00000006'],
    },
  }),
} as const satisfies Readonly<Record<string, Environment>>;

export type ExampleNetwork = keyof typeof exampleNetworks;

/** Who can reach whom in it. */
export function reachabilityIn(environment: Environment, synthesised: Synthesised): Reachability {
  const { existingVpc } = environment;
  return reachability(synthesised, {
    nodeTier: nodeTier(environment),
    ...(existingVpc === undefined ? {} : { existingCidr: existingVpc.cidr }),
  });
}
