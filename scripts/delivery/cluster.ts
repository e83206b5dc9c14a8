import { brokenPromises } from './edge-checks.ts';
import { checkAdmission } from './cluster/admission.ts';
import { checkMeasurements } from './cluster/measurements.ts';
import { checkNetworkPolicies } from './cluster/network-policies.ts';
import { createCluster, edgeOrigin } from './cluster/kind.ts';
import { installPlatform } from './cluster/platform.ts';
import { Kubectl } from './cluster/kubectl.ts';
import { applyInOrder, dryRunOverlays } from './cluster/product.ts';
import { needTools } from './tools.ts';

/**
 * The proof that only a cluster can give: everything of k8s/ on a real API server, in a cluster that lasts as long as the job.
 * `node scripts/bootstrap.mjs scripts/delivery/build.ts && node scripts/bootstrap.mjs scripts/delivery/cluster.ts`
 */
const steps: readonly (readonly [title: string, work: (kubectl: Kubectl) => Promise<void>])[] = [
  ['a cluster with our images in it', createCluster],
  ['the platform of k8s/argocd, by the same charts and values', installPlatform],
  ['k8s/rendered/local.yaml, applied strictly, comes up', (kubectl) => applyInOrder('local', kubectl)],
  ['the product keeps its promises through the ingress', walkTheEdge],
  ['the other overlays are accepted by the API server', dryRunOverlays],
  ['bad pods are refused', checkAdmission],
  ['pods reach only the peers that the network policies allow', checkNetworkPolicies],
  ['what the autoscaler asks for is measured', checkMeasurements],
];

await needTools('docker', 'kind', 'kubectl', 'helm');
const kubectl = new Kubectl('kind-gnar');
for (const [title, work] of steps) {
  console.log(`\n▸ ${title}`);
  await work(kubectl);
  console.log(`✓ ${title}`);
}

async function walkTheEdge(): Promise<void> {
  const broken = await brokenPromises({ origin: edgeOrigin });
  if (broken.length > 0) throw new Error(broken.join('\n'));
}
