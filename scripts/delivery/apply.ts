import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { applyInOrder, renderedFile } from './cluster/product.ts';
import { Kubectl } from './cluster/kubectl.ts';
import { environmentNamed } from './environment.ts';
import { requireOwnValues } from './example-values.ts';
import { Mistake, tellMistakes } from './mistake.ts';
import { isOnPath, needTools } from './tools.ts';

/**
 * Deploys without Argo CD: puts k8s/rendered/<environment>.yaml into a cluster, migrations before pods. The cluster is named, so
 * that it is never the one that happened to be chosen last. It never prunes: what was removed from the file stays in the cluster until
 * it is deleted by name.
 * `npm run k8s:apply -- staging --context k8s.staging.example.com`
 */
tellMistakes('npm run k8s:apply -- staging --context k8s.staging.example.com');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { context: { type: 'string' } },
});
const environment = environmentNamed(positionals[0]);
if (values.context === undefined)
  throw new Mistake('Name the cluster: --context (kubectl config get-contexts)');
requireOwnValues(environment, await readFile(renderedFile(environment), 'utf8'));
if (!isOnPath('kubectl')) {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Mistake('There is no kubectl on PATH.');
  await needTools('kubectl');
}
await applyInOrder(environment, new Kubectl(values.context));
