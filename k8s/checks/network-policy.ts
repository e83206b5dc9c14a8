import { BlockList, isIPv4 } from 'node:net';
import { z } from 'zod';
import { type KubernetesObject, readKind } from './kubernetes-object.ts';

const selectorSchema = z.strictObject({
  matchLabels: z.record(z.string(), z.string()).default({}),
  matchExpressions: z
    .array(z.strictObject({ key: z.string(), operator: z.literal('In'), values: z.array(z.string()) }))
    .default([]),
});

const peerSchema = z.strictObject({
  podSelector: selectorSchema.optional(),
  namespaceSelector: selectorSchema.optional(),
  ipBlock: z.strictObject({ cidr: z.string(), except: z.array(z.string()).default([]) }).optional(),
});

const portsSchema = z
  .array(z.strictObject({ port: z.union([z.string(), z.number()]), protocol: z.enum(['TCP', 'UDP']) }))
  .optional();

// Strict: a way of saying it that is not understood here must not be taken for another.
const policySchema = z.looseObject({
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
  spec: z.strictObject({
    podSelector: selectorSchema,
    policyTypes: z.array(z.enum(['Ingress', 'Egress'])),
    ingress: z
      .array(z.strictObject({ from: z.array(peerSchema).optional(), ports: portsSchema }))
      .default([]),
    egress: z.array(z.strictObject({ to: z.array(peerSchema).optional(), ports: portsSchema })).default([]),
  }),
});

export type NetworkPolicy = z.infer<typeof policySchema>;
type Selector = z.infer<typeof selectorSchema>;
type Peer = z.infer<typeof peerSchema>;
type Ports = z.infer<typeof portsSchema>;

/** One end of a connection: a pod, by its namespace and labels, or an address outside. */
export interface Party {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly ports?: Readonly<Record<string, number>>;
  readonly address?: string;
}

export interface Door {
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP';
}

/** @throws ZodError for a policy that says something which is not understood here */
export function policiesOf(objects: readonly KubernetesObject[]): NetworkPolicy[] {
  return readKind(objects, 'NetworkPolicy', policySchema).map(({ value }) => value);
}

/**
 * Whether a connection is let through (kubernetes.io/docs/concepts/services-networking/network-policies): a pod that a policy of
 * a direction selects is closed in that direction, but for what any of these policies lets through. Both ends must agree.
 */
export function admits(policies: readonly NetworkPolicy[], from: Party, to: Party, door: Door): boolean {
  return side(policies, from, 'Egress', to, door, to) && side(policies, to, 'Ingress', from, door, to);
}

function side(
  policies: readonly NetworkPolicy[],
  subject: Party,
  direction: 'Ingress' | 'Egress',
  other: Party,
  door: Door,
  target: Party,
): boolean {
  if (subject.labels === undefined) return true;
  const labels = subject.labels;
  const closing = policies.filter(
    ({ metadata, spec }) =>
      metadata.namespace === subject.namespace &&
      spec.policyTypes.includes(direction) &&
      matches(spec.podSelector, labels),
  );
  if (closing.length === 0) return true;
  return closing.some(({ metadata, spec }) => {
    const rules =
      direction === 'Ingress'
        ? spec.ingress.map((rule) => ({ peers: rule.from, ports: rule.ports }))
        : spec.egress.map((rule) => ({ peers: rule.to, ports: rule.ports }));
    return rules.some(
      ({ peers, ports }) =>
        (peers === undefined || peers.some((peer) => isPeer(peer, other, metadata.namespace))) &&
        portMatches(ports, door, target),
    );
  });
}

function isPeer(
  { podSelector, namespaceSelector, ipBlock }: Peer,
  party: Party,
  own: string | undefined,
): boolean {
  if (ipBlock !== undefined) {
    // Addresses of pods are not told apart by blocks in any rule of ours.
    return (
      party.address !== undefined &&
      inBlock(party.address, ipBlock.cidr) &&
      !ipBlock.except.some((block) => inBlock(party.address ?? '', block))
    );
  }
  if (party.labels === undefined) return false;
  const inNamespace = namespaceSelector
    ? matches(namespaceSelector, { 'kubernetes.io/metadata.name': party.namespace ?? '' })
    : party.namespace === own;
  return inNamespace && (podSelector === undefined || matches(podSelector, party.labels));
}

function matches(
  { matchLabels, matchExpressions }: Selector,
  labels: Readonly<Record<string, string>>,
): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, values }) => values.includes(labels[key] ?? ''))
  );
}

function portMatches(ports: Ports, door: Door, target: Party): boolean {
  if (ports === undefined) return true;
  return ports.some(({ port, protocol }) => {
    const number = typeof port === 'number' ? port : target.ports?.[port];
    return number === door.port && protocol === door.protocol;
  });
}

function inBlock(address: string, cidr: string): boolean {
  const [network = '', bits = ''] = cidr.split('/');
  if (!isIPv4(network)) throw new Error(`${cidr} is not a block of IPv4 addresses`);
  const list = new BlockList();
  list.addSubnet(network, Number(bits));
  return list.check(address);
}
