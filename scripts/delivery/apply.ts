import { parseArgs } from 'node:util';
import { applyInOrder } from './cluster/product.ts';
import { Kubectl } from './cluster/kubectl.ts';
import { environmentNamed } from './environment.ts';
import { Mistake, tellMistakes } from './mistake.ts';
import { needTools } from './tools.ts';

/**
 * Deploys without Argo CD: puts k8s/rendered/<environment>.yaml into a cluster, migrations before pods. The cluster is named, so
 * that it is never the one that happened to be chosen last.
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
if (process.platform === 'linux' && process.arch === 'x64') await needTools('kubectl');
await applyInOrder(environment, new Kubectl(values.context));
