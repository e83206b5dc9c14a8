import { frontEnd, nodeServices, services } from '../../../services.ts';
import type { Kubectl } from './kubectl.ts';
import { probePod } from './pods.ts';
import { asText } from './product.ts';

const namespace = 'gnar';
/** Any image with Node. */
const image = `gnar/${nodeServices[0]?.image ?? ''}:local`;

interface Probe {
  readonly name: string;
  /** Whose rules the pod falls under. */
  readonly role: string;
  readonly to: string;
  readonly port: number;
  readonly mayReach: boolean;
}

/** Tries once, some seconds after the start: by then the pod's rules are in force. */
const connect = ({ to, port }: Probe): string => `
  const say = (word) => () => { console.log(word); process.exit(0); };
  setTimeout(() => {
    const socket = require('node:net').connect({ host: '${to}', port: ${port}, timeout: 5000 });
    socket.on('connect', say('reached')).on('error', say('refused')).on('timeout', say('refused'));
  }, 5000);`;

const peers = new Set(services.flatMap(({ needs }) => needs.peers));

/** One pair that works for each thing that is refused: else a wrong name would look like a policy. */
const probes: readonly Probe[] = [
  ...services.map(({ name, needs }) => probe(name, 'postgres', 5432, needs.database)),
  probe('stranger', 'postgres', 5432, false),
  ...services.flatMap(({ name, needs }) =>
    needs.peers.map((peer) => probe(name, `${peer}-service`, 80, true)),
  ),
  ...[...peers].map((peer) => probe(frontEnd.name, `${peer}-service`, 80, false)),
  probe('stranger', 'valkey', 6379, false),
  probe(frontEnd.name, '1.1.1.1', 443, false),
];

function probe(role: string, to: string, port: number, mayReach: boolean): Probe {
  return { name: `${role}-to-${to.replaceAll('.', '-')}`, role, to, port, mayReach };
}

/** Pods under each role's rules try to connect; what they say is compared with what the arrows promise. */
export async function checkNetworkPolicies(kubectl: Kubectl): Promise<void> {
  const pods = probes.map((probe) => {
    const labels = { 'app.kubernetes.io/name': probe.role, 'gnar.dev/probe': 'true' };
    const command = ['/usr/local/bin/node', '-e', connect(probe)];
    return probePod(`probe-${probe.name}`, { namespace, image, labels, command });
  });
  await kubectl.run(['apply', '--server-side', '-f', '-'], asText(pods));
  try {
    const wrong: string[] = [];
    for (const { name, mayReach } of probes) {
      const pod = `pod/probe-${name}`;
      const wait = ['wait', '--for=jsonpath={.status.phase}=Succeeded', pod, '--timeout=120s'];
      await kubectl.run(['-n', namespace, ...wait]);
      const said = (await kubectl.ask('-n', namespace, 'logs', pod)).trim();
      if (said !== (mayReach ? 'reached' : 'refused')) wrong.push(`${name}: ${said}`);
    }
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
  } finally {
    await kubectl.run(['-n', namespace, 'delete', 'pods', '-l', 'gnar.dev/probe=true', '--wait=false']);
  }
}
