import type { Service } from '../../services.types.ts';
import { migrationJobOf } from '../rendering/services/workloads.ts';
import { broken, type Check } from './check.ts';
import { admits, type Door, type Party, policiesOf } from './network-policy.ts';
import type { Place } from './place.ts';
import { type Workload, workloadsOf } from './pods.ts';
import type { Product } from './product.ts';

/** A connection that is admitted: `from → to:port`. */
export type Arrow = string;

const tcp = (port: number): Door => ({ port, protocol: 'TCP' });

/** Ports that are tried on addresses outside. */
const doorsOutside: readonly Door[] = [
  tcp(22),
  tcp(53),
  { port: 53, protocol: 'UDP' },
  tcp(80),
  tcp(443),
  tcp(5432),
  tcp(6379),
  tcp(6443),
];

const pod = (name: string, namespace: string, labels: Readonly<Record<string, string>>): Party => ({
  name,
  namespace,
  labels,
});

/** What runs beside our own pods. The strangers stand for every pod that no policy names, one with the labels of ours. */
function neighbours(namespace: string, like: string): Party[] {
  return [
    pod('ingress', 'nginx-ingress', { 'app.kubernetes.io/name': 'nginx-ingress' }),
    pod('prometheus', 'monitoring', { 'app.kubernetes.io/name': 'prometheus' }),
    pod('grafana', 'monitoring', { 'app.kubernetes.io/name': 'grafana' }),
    pod('dns', 'kube-system', { 'k8s-app': 'kube-dns' }),
    pod('cluster', 'kube-system', { 'k8s-app': 'metrics-server' }),
    pod('stranger', namespace, { 'app.kubernetes.io/name': 'stranger' }),
    pod('elsewhere', 'default', { 'app.kubernetes.io/name': like }),
    { name: 'internet', address: '203.0.113.7' },
    { name: 'network', address: '10.20.7.7' },
    { name: 'metadata', address: '169.254.169.254' },
    { name: 'identity', address: '169.254.170.23' },
  ];
}

/** Every arrow that there should be: what services.ts says that the services need, where this place has it. */
export function expectedArrows(place: Place, { services }: Product): ReadonlySet<Arrow> {
  const from = (wanted: (service: Service) => boolean) => services.filter(wanted).map(({ name }) => name);
  const node = from(({ kind }) => kind === 'node');
  const jobs = services.flatMap((one) => (one.migrations ? [migrationJobOf(one, services)] : []));
  const to = (target: string, ...callers: readonly (readonly string[])[]) =>
    callers.flat().map((caller) => `${caller} → ${target}`);
  const data = (where: 'in-cluster' | 'managed', name: string, port: number) =>
    `${where === 'in-cluster' ? name : 'network'}:${port}`;
  const database = from(({ needs }) => needs.database);
  const emailAndStubs = from(({ needs }) => needs.email || needs.standIns);
  return new Set([
    ...from(({ paths }) => paths.length > 0).map((one) => `ingress → ${one}:8080`),
    ...services.flatMap(({ name, needs }) => needs.peers.map((peer) => `${name} → ${peer}:8080`)),
    ...node.map((one) => `prometheus → ${one}:9080`),
    ...to('internet:443', node),
    // AWS's own services by their private addresses.
    ...to('network:443', node),
    ...(place.podIdentity ? to('identity:80', node) : []),
    ...to('dns:53', node, jobs),
    ...to('dns:53/UDP', node, jobs),
    ...to(data(place.postgres, 'postgres', 5432), database, jobs),
    ...to(
      data(place.redis, 'valkey', 6379),
      from(({ needs }) => needs.redis),
    ),
    ...(place.queues === 'in-cluster'
      ? [
          ...to('lodge:9402', emailAndStubs),
          ...to('lodge:9406', emailAndStubs),
          ...to(
            'lodge:9403',
            from(({ needs }) => needs.queues.length > 0),
          ),
        ]
      : []),
  ]);
}

/** Every connection that is needed is let through, and no other: all pairs are tried, on all ports. */
export const reachability: Check = (objects, place, product) => {
  const workloads = workloadsOf(objects);
  // What is installed beside the product, in namespaces of its own, has policies of its own.
  const namespace = workloads.find(({ name }) => name === product.services[0]?.name)?.namespace;
  const ours = workloads.filter((workload) => workload.namespace === namespace);
  const expected = expectedArrows(place, product);
  const found = new Set(arrows(objects, ours));
  return [
    ...unnamedPorts(objects),
    ...[...expected].flatMap((arrow) => broken([[found.has(arrow), `${arrow} is cut off`]])),
    ...[...found].flatMap((arrow) => broken([[expected.has(arrow), `${arrow} is let through`]])),
  ];
};

/**
 * A policy that is looked at before a Service's address is exchanged for a pod's (the VPC CNI of EKS) finds the port of the one
 * by the name of the other's: between our own pods ports are named.
 */
function unnamedPorts(objects: Parameters<Check>[0]): string[] {
  return policiesOf(objects).flatMap(({ metadata, spec }) =>
    spec.egress
      .filter(({ to }) =>
        to?.some((peer) => peer.podSelector !== undefined && peer.namespaceSelector === undefined),
      )
      .flatMap(({ ports = [] }) => ports)
      .flatMap(({ port }) =>
        broken([[typeof port === 'string', `NetworkPolicy/${metadata.name}: its port ${port} has no name`]]),
      ),
  );
}

function arrows(objects: Parameters<Check>[0], ours: readonly Workload[]): Arrow[] {
  const policies = policiesOf(objects);
  const own = ours.map(partyOf);
  const namespace = own[0]?.namespace ?? '';
  const others = neighbours(namespace, own[0]?.name ?? '');
  const pairs = [...own, ...others].flatMap((from) => [...own, ...others].map((to) => ({ from, to })));
  return (
    pairs
      // What others do among themselves is theirs.
      .filter(({ from, to }) => from !== to && (own.includes(from) || own.includes(to)))
      .flatMap(({ from, to }) =>
        doorsOf(to)
          .filter((door) => admits(policies, from, to, door))
          .map(
            ({ port, protocol }) => `${from.name} → ${to.name}:${port}${protocol === 'UDP' ? '/UDP' : ''}`,
          ),
      )
  );
}

function partyOf({ name, namespace, labels, containers }: Workload): Party {
  const ports = containers.flatMap((container) =>
    container.ports.map((port) => [port.name ?? '', port.containerPort] as const),
  );
  return { name, namespace, labels, ports: Object.fromEntries(ports) };
}

const doorsOf = ({ ports }: Party): readonly Door[] =>
  ports === undefined ? doorsOutside : [...Object.values(ports).map(tcp), tcp(1)];
