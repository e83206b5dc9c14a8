import { broken, type Check } from './check.ts';
import { admits, type Door, type Party, policiesOf } from './network-policy.ts';
import type { Place } from './place.ts';
import { type Workload, workloadsOf } from './pods.ts';

/** Who may speak to whom, in words: `from → to:port`. */
export type Arrow = string;

const tcp = (port: number): Door => ({ port, protocol: 'TCP' });

/** Ports that somebody might try on an address outside. */
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

/** Who is there beside our own pods. The strangers stand for everybody whom no policy names. */
function neighbours(namespace: string): Party[] {
  return [
    pod('ingress', 'nginx-ingress', { 'app.kubernetes.io/name': 'nginx-ingress' }),
    pod('gateway', 'nginx-gateway', { 'gateway.networking.k8s.io/gateway-name': 'gnar' }),
    pod('prometheus', 'monitoring', { 'app.kubernetes.io/name': 'prometheus' }),
    pod('grafana', 'monitoring', { 'app.kubernetes.io/name': 'grafana' }),
    pod('dns', 'kube-system', { 'k8s-app': 'kube-dns' }),
    pod('cluster', 'kube-system', { 'k8s-app': 'metrics-server' }),
    pod('stranger', namespace, { 'app.kubernetes.io/name': 'stranger' }),
    pod('elsewhere', 'default', { 'app.kubernetes.io/name': 'piste' }),
    { name: 'internet', address: '203.0.113.7' },
    { name: 'network', address: '10.20.7.7' },
    { name: 'metadata', address: '169.254.169.254' },
    { name: 'identity', address: '169.254.170.23' },
  ];
}

/** Every arrow that there should be. */
export function expectedArrows(place: Place): ReadonlySet<Arrow> {
  const way = place.edge === 'ingress' ? 'ingress' : 'gateway';
  const services = ['piste', 'off-piste'];
  const data = (where: 'in-cluster' | 'managed', name: string, port: number, from: readonly string[]) =>
    from.map((one) => `${one} → ${where === 'in-cluster' ? name : 'network'}:${port}`);
  return new Set([
    `${way} → piste:8080`,
    `${way} → powder:8080`,
    'piste → off-piste:8080',
    ...services.flatMap((one) => [
      `prometheus → ${one}:9080`,
      `${one} → internet:443`,
      // AWS's own services by their private addresses.
      `${one} → network:443`,
      ...(place.podIdentity ? [`${one} → identity:80`] : []),
    ]),
    ...[...services, 'migrate'].flatMap((one) => [`${one} → dns:53`, `${one} → dns:53/UDP`]),
    ...data(place.postgres, 'postgres', 5432, [...services, 'migrate']),
    ...data(place.redis, 'valkey', 6379, services),
    ...(place.queues === 'in-cluster'
      ? ['piste → lodge:9402', 'piste → lodge:9406', 'piste → lodge:9403', 'off-piste → lodge:9403']
      : []),
  ]);
}

/** Every connection that is needed is let through, and no other: all pairs are tried, on all ports. */
export const reachability: Check = (objects, place) => {
  const workloads = workloadsOf(objects);
  // What is installed beside the product, in namespaces of its own, has policies of its own.
  const namespace = workloads.find(({ id }) => id === 'Deployment/piste')?.namespace;
  const ours = workloads.filter((workload) => workload.namespace === namespace);
  const expected = expectedArrows(place);
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
  const others = neighbours(namespace);
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
