import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';

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

  describe("the command that writes the founder's names", () => {
    const command = /^grep .*perl .*$/m.exec(commands)![0];
    const scratch = mkdtempSync(join(tmpdir(), 'gnar-argocd-'));
    const target = join(scratch, 'k8s', 'argocd');
    afterAll(() => rmSync(scratch, { recursive: true, force: true }));

    it.each([
      ['https://github.com/example/gnar.git', 'https://github.com/OWNER/REPOSITORY.git'],
      [
        'https://api.github.com/repos/example/gnar/dispatches',
        'https://api.github.com/repos/OWNER/REPOSITORY/dispatches',
      ],
      ['ghcr.io/example/gnar/piste:', 'ghcr.io/OWNER/REPOSITORY/piste:'],
      [
        'https://gitlab.com/api/v4/projects/example%2Fgnar/trigger',
        'https://gitlab.com/api/v4/projects/OWNER%2FREPOSITORY/trigger',
      ],
      ['project: example/gnar', 'project: OWNER/REPOSITORY'],
      ['owner: example\n          repo: gnar', 'owner: OWNER\n          repo: REPOSITORY'],
      ['app.staging.example.com', 'app.staging.DOMAIN'],
      ['pr-7.preview.staging.example.com', 'pr-7.preview.staging.DOMAIN'],
    ])('makes of %j %j', (before, after) => {
      mkdirSync(target, { recursive: true });
      writeFileSync(join(target, 'fixture.yaml'), `${before}\n`);
      execFileSync('sh', ['-c', command], { cwd: scratch });
      expect(readFileSync(join(target, 'fixture.yaml'), 'utf8')).toBe(`${after}\n`);
    });

    it('leaves no name of the example in k8s/argocd, also when it ran before', () => {
      cpSync(join(root, 'k8s', 'argocd'), target, { recursive: true });
      writeFileSync(join(target, 'fixture.yaml'), 'app.example.com\n');
      execFileSync('sh', ['-c', command], { cwd: scratch });
      const left = readdirSync(scratch, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.yaml'))
        .flatMap((file) => readFileSync(join(scratch, file), 'utf8').match(/.*\bexample\b.*/gi) ?? []);
      expect(left).toEqual([]);
    });
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
