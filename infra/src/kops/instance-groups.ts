import { architectureOf, type Environment } from '../config.ts';
import { later, targetGroupOutput } from './placeholder.ts';

export interface InstanceGroupsProps {
  readonly environment: Environment;
  /** A name in the zone: kops keeps `api.<name>` there. */
  readonly clusterName: string;
  /** Subnets by letter of their zone; `private` has none where there is no NAT. */
  readonly publicSubnets: readonly string[];
  readonly privateSubnets: readonly string[];
  /** Names of the target groups that the ingress answers for. */
  readonly targetGroups: readonly string[];
}

/**
 * One small instance with the control plane, and the nodes. Never both in one: kops' API server takes port 443 of every address
 * of its instance (it cannot be told otherwise), which is the port that the product needs on its node.
 */
export function instanceGroups(props: InstanceGroupsProps): readonly object[] {
  const { publicSubnets, privateSubnets, environment, targetGroups } = props;
  const { nodeInstanceTypes, nodesMin, nodesMax } = environment.features;
  const [firstLetter = 'a'] = publicSubnets;
  const ownNetwork = privateSubnets.length > 0;
  return [
    group(props, {
      name: 'control-plane-a',
      role: 'Master',
      instanceTypes: [controlPlaneType(environment)],
      // The disks of etcd are in one zone.
      subnets: [`public-${firstLetter}`],
      associatePublicIp: true,
      minSize: 1,
      maxSize: 1,
    }),
    group(props, {
      name: 'nodes',
      role: 'Node',
      instanceTypes: nodeInstanceTypes,
      subnets: ownNetwork
        ? privateSubnets.map((letter) => `private-${letter}`)
        : publicSubnets.map((letter) => `public-${letter}`),
      associatePublicIp: !ownNetwork,
      minSize: nodesMin,
      maxSize: nodesMax,
      // Database and cache know the workload by its group; the control plane has no business with them.
      additionalSecurityGroups: [later('KOPS_WORKLOAD_GROUP')],
      ...(targetGroups.length === 0 ? {} : { externalLoadBalancers: targetGroups.map(attachment) }),
    }),
  ];
}

/** 2 GiB hold the control plane of one node, 4 GiB that of more. */
export function controlPlaneType({ features }: Environment): string {
  const [firstType = ''] = features.nodeInstanceTypes;
  const family = architectureOf(firstType) === 'arm64' ? 't4g' : 't3';
  return `${family}.${features.nodesMax === 1 ? 'small' : 'medium'}`;
}

const attachment = (name: string) => ({ targetGroupArn: later(targetGroupOutput(name)) });

interface GroupProps {
  readonly name: string;
  readonly role: 'Master' | 'Node';
  readonly instanceTypes: readonly string[];
  readonly subnets: readonly string[];
  readonly associatePublicIp: boolean;
  readonly minSize: number;
  readonly maxSize: number;
  readonly additionalSecurityGroups?: readonly string[];
  readonly externalLoadBalancers?: readonly object[];
}

function group({ clusterName, environment }: InstanceGroupsProps, props: GroupProps): object {
  const { name, instanceTypes, ...spec } = props;
  const [machineType = ''] = instanceTypes;
  return {
    apiVersion: 'kops.k8s.io/v1alpha2',
    kind: 'InstanceGroup',
    metadata: { name, labels: { 'kops.k8s.io/cluster': clusterName } },
    spec: {
      ...spec,
      image: imageFor(machineType),
      machineType,
      // Pods that speak to AWS have roles of their own or are on the host's network: one hop is enough.
      instanceMetadata: { httpTokens: 'required', httpPutResponseHopLimit: 1 },
      rootVolumeType: 'gp3',
      rootVolumeSize: 20,
      rootVolumeEncryption: true,
      rootVolumeEncryptionKey: later('KOPS_KEY_ARN'),
      ...(environment.features.spotNodes ? { mixedInstancesPolicy: spot(instanceTypes) } : {}),
    },
  };
}

/** Spot capacity only, at no more than the price on demand: where AWS has most to spare, so that it takes back least. */
function spot(instances: readonly string[]): object {
  return { instances, onDemandBase: 0, onDemandAboveBase: 0, spotAllocationStrategy: 'capacity-optimized' };
}

/** Ubuntu's image for the instance types, as kops' stable channel recommends it; pinned, so that nodes are alike. */
function imageFor(instanceType: string): string {
  const release = `ubuntu-noble-24.04-${architectureOf(instanceType)}-server-20260714`;
  return `099720109477/ubuntu/images/hvm-ssd-gp3/${release}`;
}
