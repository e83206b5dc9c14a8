import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
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

  it("names the founder's repository and domain wherever the example's stood", () => {
    const command = /^grep .*perl .*$/m.exec(commands)![0];
    const scratch = mkdtempSync(join(tmpdir(), 'gnar-argocd-'));
    try {
      cpSync(join(root, 'k8s', 'argocd'), join(scratch, 'k8s', 'argocd'), { recursive: true });
      execFileSync('sh', ['-c', command], { cwd: scratch });
      const written = readdirSync(scratch, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.yaml'))
        .map((file) => readFileSync(join(scratch, file), 'utf8'))
        .join('');
      expect(written.match(/.*\bexample\b.*/gi) ?? []).toEqual([]);
      for (const address of [
        'https://github.com/OWNER/REPOSITORY.git',
        'https://api.github.com/repos/OWNER/REPOSITORY/dispatches',
        'ghcr.io/OWNER/REPOSITORY/piste:',
        'https://gitlab.com/api/v4/projects/OWNER%2FREPOSITORY/trigger',
        'project: OWNER/REPOSITORY\n',
        'owner: OWNER\n          repo: REPOSITORY\n',
        'app.staging.DOMAIN\n',
        'app.DOMAIN\n',
        '.preview.staging.DOMAIN\n',
      ]) {
        expect(written).toContain(address);
      }
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  });

  it('waits for the platform before it says that the product may come', () => {
    const steps = ['-k k8s/argocd/staging', 'wait application --all', 'gnar.dev/environment=staging'];
    const places = steps.map((step) => commands.indexOf(step));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((one, two) => one - two));
  });

  it('leaves to this repository what notifications say', () => {
    const [helm] = /helm upgrade --install argocd .*\n.*/.exec(commands)!;
    expect(helm).toContain('--set notifications.cm.create=false --set notifications.secret.create=false');
  });

  it('commits the overlay and what it renders to at once', () => {
    expect(commands).toContain('npm run k8s:render -- staging --write');
    expect(commands).toContain('git add k8s/overlays/staging k8s/rendered/staging.yaml && git commit');
  });

  it('tells for each forge what its pipelines are refused otherwise', () => {
    const [, allow = ''] = page.split(/^## What a forge must allow$/m);
    // Every job that pushes is named: a key for two of three would be found out on the day of a way back.
    const workflows = ['pipeline', 'roll-back']
      .map((name) => read(`.github/workflows/${name}.yml`))
      .join('\n');
    const pushing = workflows
      .split(/^ {2}(?=[a-z-]+:$)/m)
      .filter((job) => /^ {6}contents: write$/m.test(job))
      .map((job) => job.split(':')[0]!);
    expect(pushing).toHaveLength(3);
    for (const job of pushing) expect(allow).toContain(`\`${job}\``);
    // The report says the environment by a variable, which a project may refuse.
    expect(read('k8s/argocd/on-gitlab/kustomization.yaml')).toContain('"variables"');
    expect(allow).toContain('minimum\nrole to use pipeline variables');
    expect(read('.gitlab-ci.yml')).toContain('pipeline variables');
  });

  it('is one page', () => {
    // What a forge must allow is looked up, not walked through.
    const [way = ''] = page.split(/^## What a forge must allow$/m);
    expect(way.split('\n').length).toBeLessThan(150);
    for (const next of ['docs/operate.md', 'docs/proof.md']) expect(page).toContain(next);
  });
});
