import type { Service } from '../../../services.types.ts';
import type { Data } from './merge.ts';

interface Rule {
  readonly name: string;
  /** Which pods the policy selects; one name given as text is matched by its label. */
  readonly pods: string | readonly string[];
  readonly to?: readonly object[];
  readonly from?: readonly object[];
  /** By name between our own pods: a policy that is evaluated before a Service's address is translated finds the port by it. */
  readonly ports: readonly (string | number)[];
}

const label = 'app.kubernetes.io/name';
const podsNamed = (names: string | readonly string[]) =>
  typeof names === 'string'
    ? { matchLabels: { [label]: names } }
    : { matchExpressions: [{ key: label, operator: 'In', values: names }] };
const pods = (names: string | readonly string[]) => ({ podSelector: podsNamed(names) });
const namespace = (name: string) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
});
const block = (cidr: string, ...except: readonly string[]) => ({
  ipBlock: { cidr, ...(except.length > 0 && { except }) },
});

/** Both directions of a connection: the callers may go out, the called may let them in. */
function pair(
  [to, from]: readonly [to: string, from: string],
  callers: string | readonly string[],
  called: string,
  ports: readonly string[],
): Rule[] {
  if (callers.length === 0) return [];
  return [
    { name: to, pods: callers, to: [pods(called)], ports },
    { name: from, pods: called, from: [pods(callers)], ports },
  ];
}

function policy({ name, pods: selected, to, from, ports }: Rule): Data {
  const each = ports.flatMap((port) =>
    (port === 53 ? ['UDP', 'TCP'] : ['TCP']).map((protocol) => ({ port, protocol })),
  );
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, labels: { 'app.kubernetes.io/part-of': 'gnar' } },
    spec: {
      podSelector: podsNamed(selected),
      policyTypes: [to ? 'Egress' : 'Ingress'],
      ...(to && { egress: [{ to, ports: each }] }),
      ...(from && { ingress: [{ from, ports: each }] }),
    },
  };
}

/** The network policies of each component, by what the services need; a component that nothing needs has none. */
export function policiesOf(services: readonly Service[]): Readonly<Record<string, Data[]>> {
  const those = (wanted: (service: Service) => boolean) => services.filter(wanted).map(({ name }) => name);
  const node = those(({ kind }) => kind === 'node');
  const open = those(({ paths }) => paths.length > 0);
  const database = [...those(({ needs }) => needs.database), 'migrate'];
  const redis = those(({ needs }) => needs.redis);
  const emailAndStubs = those(({ needs }) => needs.email || needs.standIns);
  const queues = those(({ needs }) => needs.queues.length > 0);
  const rules: Readonly<Record<string, readonly Rule[]>> = {
    'network-policies': [
      { name: 'from-ingress', pods: open, from: [namespace('nginx-ingress')], ports: ['http'] },
      {
        name: 'from-monitoring',
        pods: node,
        from: [{ ...namespace('monitoring'), ...pods('prometheus') }],
        ports: ['health'],
      },
      ...services.flatMap(({ name, needs }) =>
        needs.peers.flatMap((peer) =>
          pair([`${name}-to-${peer}`, `${peer}-from-${name}`], name, peer, ['http']),
        ),
      ),
      {
        name: 'to-dns',
        pods: [...node, 'migrate'],
        to: [{ ...namespace('kube-system'), podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }],
        ports: [53],
      },
      // SES and SQS, the breach list, the captcha service; never the machine's own metadata, with the credentials of its role.
      {
        name: 'to-outside-services',
        pods: node,
        to: [block('0.0.0.0/0', '169.254.0.0/16')],
        ports: [443],
      },
    ],
    'in-cluster-data': [
      ...pair(['to-postgres', 'postgres-from-services'], database, 'postgres', ['postgres']),
      ...pair(['to-mail-and-stubs', 'lodge-from-services'], emailAndStubs, 'lodge', ['ses', 'stubs']),
      ...pair(['to-queues', 'queues-from-services'], queues, 'lodge', ['sqs']),
    ],
    'in-cluster-valkey': pair(['to-valkey', 'valkey-from-services'], redis, 'valkey', ['redis']),
    // RDS and ElastiCache have addresses of the private network and no pod to select; their security groups admit the nodes alone.
    'managed-postgres': [
      { name: 'to-managed-postgres', pods: database, to: [block('10.0.0.0/8')], ports: [5432] },
    ],
    'managed-redis': [{ name: 'to-managed-redis', pods: redis, to: [block('10.0.0.0/8')], ports: [6379] }],
    // The agent of EKS Pod Identity on the node hands out credentials of the pod's own role, at an address of the link.
    'pod-identity': [{ name: 'to-pod-identity', pods: node, to: [block('169.254.170.23/32')], ports: [80] }],
  };
  return Object.fromEntries(
    Object.entries(rules).map(([component, list]) => [
      component,
      list.filter((rule) => rule.pods.length > 0).map(policy),
    ]),
  );
}
