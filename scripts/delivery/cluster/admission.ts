import { eventually, type Kubectl } from './kubectl.ts';
import { probePod, type ProbeOptions } from './pods.ts';
import { asText, rendered } from './product.ts';

const namespace = 'admission-check';
const registry = '000000000000.dkr.ecr.us-east-1.amazonaws.com/gnar-staging/admitted';
const digest = `@sha256:${'1'.repeat(64)}`;

/** What is asked of the API server, and the words it must refuse with; none: it must take it. */
const trials: readonly (readonly [string, Partial<ProbeOptions>, string?])[] = [
  ['one of ours, by digest', {}],
  ['from elsewhere', { image: `docker.io/library/busybox${digest}` }, 'our own registry'],
  ['of a repository whose name begins like ours', { image: `${registry}-evil${digest}` }, 'our own registry'],
  ['by a tag', { image: `${registry}:release-1` }, 'our own registry'],
  ['as root', { runAsNonRoot: false }, 'runAsNonRoot'],
];

/** The policies of staging, in a namespace of their own; the pods are only asked about, never started. */
export async function checkAdmission(kubectl: Kubectl): Promise<void> {
  const policies = rendered('staging').filter(({ kind }) => kind.startsWith('ValidatingAdmissionPolicy'));
  if (policies.length < 2) throw new Error('staging has no admission policy with its binding.');
  const labels = { 'gnar.dev/images': 'ours-only' };
  const admitted = { name: 'admitted-images', namespace };
  await kubectl.run(
    ['apply', '--server-side', '--validate=strict', '-f', '-'],
    asText([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } },
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: admitted, data: { admitted: registry } },
      ...policies,
    ]),
  );
  // A policy is in force a moment after it was written.
  const see = async () =>
    String((await attempt(kubectl, { image: 'docker.io/library/busybox:1' })).code !== 0);
  await eventually('pods of foreign images are refused', see, (seen) => seen === 'true', 60);
  for (const [title, options, expected] of trials) {
    const { code, stderr } = await attempt(kubectl, options);
    if (expected === undefined ? code === 0 : code !== 0 && stderr.includes(expected)) continue;
    throw new Error(`${title}: ${code === 0 ? 'was taken' : stderr}`);
  }
}

async function attempt(kubectl: Kubectl, options: Partial<ProbeOptions>) {
  const pod = probePod('trial', { namespace, image: `${registry}${digest}`, ...options });
  return kubectl.attempt(['create', '--dry-run=server', '-f', '-'], asText([pod]));
}
