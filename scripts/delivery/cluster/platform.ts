import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { root } from '../../root.ts';
import { program } from '../program.ts';

const chartSchema = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    source: z.object({
      repoURL: z.string(),
      chart: z.string(),
      targetRevision: z.string(),
      helm: z.object({ releaseName: z.string(), valuesObject: z.record(z.string(), z.unknown()) }),
    }),
    destination: z.object({ namespace: z.string() }),
  }),
});

export type PlatformChart = z.infer<typeof chartSchema>;

/** The charts that Argo CD installs, as its Applications have them. */
export function platformCharts(folder = root): PlatformChart[] {
  const text = readFileSync(join(folder, 'k8s', 'argocd', 'base', 'platform.yaml'), 'utf8');
  return parseAllDocuments(text).map((document) => chartSchema.parse(document.toJS()));
}

/** What a laptop's cluster has otherwise than a cloud's. */
const laptop: Readonly<Record<string, readonly string[]>> = {
  // The node whose port leads out of kind is not the one that the controller's pod is on.
  'nginx-ingress': ['--set', 'controller.service.externalTrafficPolicy=Cluster'],
  // kind's kubelets have self-signed certificates.
  'metrics-server': ['--set', 'args={--kubelet-insecure-tls}'],
};

/** Installs each with helm, as Argo CD would, and waits until it runs. */
export async function installPlatform(): Promise<void> {
  for (const { metadata, spec } of platformCharts()) {
    const { repoURL, chart, targetRevision, helm } = spec.source;
    const isHttp = repoURL.startsWith('https://');
    const source = isHttp ? [chart, '--repo', repoURL] : [`oci://${repoURL}/${chart}`];
    await program(
      'helm',
      [
        ...['upgrade', '--install', helm.releaseName, ...source, '--version', targetRevision],
        ...['--kube-context', 'kind-gnar', '--namespace', spec.destination.namespace, '--create-namespace'],
        ...['--values', '-', '--wait', '--timeout', '8m', ...(laptop[metadata.name] ?? [])],
      ],
      { input: JSON.stringify(helm.valuesObject) },
    );
  }
}
