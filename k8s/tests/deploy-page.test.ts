import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '..', '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const page = read('docs/deploy-kubernetes.md');
const commands = [...page.matchAll(/^```\n([\s\S]*?)^```/gm)].map(([, text]) => text!).join('\n');

describe('docs/deploy-kubernetes.md', () => {
  it('names only what the repository has', () => {
    const named = [...page.matchAll(/(?:^|[\s(`])((?:docs|k8s|scripts|infra)\/[\w./-]*\w)/gm)].map(
      ([, path]) => path!,
    );
    const written = ['infra/cdktf.out'];
    const missing = named.filter(
      (path) => !written.some((start) => path.startsWith(start)) && !existsSync(join(root, path)),
    );
    expect(named.length).toBeGreaterThan(8);
    expect(missing).toEqual([]);
  });

  it('runs npm scripts that there are', () => {
    const { scripts } = JSON.parse(read('package.json'));
    const used = [...commands.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name!);
    expect(used.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });

  it('installs the ingress controller in the version that clusters have', () => {
    const [, version] = /charts\/nginx-ingress --version (\S+)/.exec(commands)!;
    expect(read('k8s/argocd/base/platform.yaml')).toContain(
      `chart: nginx-ingress\n    targetRevision: ${version!}`,
    );
  });

  it('labels the cluster as the application set asks for', () => {
    const environments = read('k8s/argocd/base/environments.yaml');
    const [, label] = /(gnar\.dev\/environment)=staging/.exec(commands)!;
    expect(environments).toContain(`key: ${label!}`);
    for (const key of ['chat-url', 'forge-token']) {
      expect(read('k8s/argocd/base/notifications.yaml')).toContain(`$${key}`);
      expect(commands).toContain(`--from-literal=${key}=`);
    }
  });

  it('is one page', () => {
    expect(page.split('\n').length).toBeLessThan(150);
    for (const next of ['docs/operate.md', 'docs/proof.md']) expect(page).toContain(next);
  });
});
