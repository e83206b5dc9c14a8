import { HOURS, type Usage } from './usage.ts';
import type { Quantity } from './meters.ts';

/**
 * What a cluster of kops uses, which Terraform does not make: read from the `cluster.yaml` that kops puts up. Each group of
 * instances counts with its smallest size.
 */
export function kopsQuantities(manifest: string, usage: Usage): readonly Quantity[] {
  const documents = manifest.split(/^---$/m);
  const groups = documents.filter((document) => /^kind: "?InstanceGroup/m.test(document));
  const etcdGb = documents
    .filter((document) => /^kind: "?Cluster/m.test(document))
    .flatMap((document) => [...document.matchAll(/\bvolumeSize: (\d+)/g)].map(([, size]) => Number(size)))
    .reduce((sum, size) => sum + size, 0);
  return [
    ...groups.flatMap(groupQuantities),
    { meter: 'disk', units: etcdGb },
    { meter: 'traffic-out', units: usage.trafficOutGb },
  ];
}

function groupQuantities(group: string): readonly Quantity[] {
  const field = (name: string) => new RegExp(`\\b${name}: "?([\\w.-]+)`).exec(group)?.[1] ?? '';
  const many = Number(field('minSize'));
  const kind = group.includes('mixedInstancesPolicy') ? 'spot-node' : 'node';
  return [
    { meter: `${kind}/${field('machineType')}`, units: HOURS * many },
    { meter: 'disk', units: Number(field('rootVolumeSize')) * many },
    { meter: 'public-address', units: field('associatePublicIp') === 'true' ? HOURS * many : 0 },
  ];
}
