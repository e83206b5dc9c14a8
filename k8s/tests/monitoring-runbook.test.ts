import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { alarmNames } from '../../infra/src/for-k8s.ts';
import { alertsOf, appliedRules, paragraphOf, rulesOf } from '../monitoring/rules.ts';
import { product } from '../checks/product.ts';
import { writtenByInfra } from '../checks/readers.ts';
import { workloadsOf } from '../checks/pods.ts';
import { renderedObjects, root } from '../rendering/overlays.ts';

const repository = `${root}../`;
const page = readFileSync(`${repository}docs/operate.md`, 'utf8');
const paragraphs = page
  .split(/^### /m)
  .slice(1)
  .map((text) => ({ name: /^alarm-(\S+)$/m.exec(text)?.[1] ?? '', text }));

const alerts = alertsOf(rulesOf(appliedRules())).map(({ alert }) => paragraphOf(alert));

describe('the runbook', () => {
  it('has a paragraph for every alarm of CloudWatch', () => {
    expect(alarmNames.filter((name) => !paragraphs.some((one) => one.name === name))).toEqual([]);
  });

  it('has a paragraph for every alarm of Prometheus', () => {
    expect(alerts.filter((name) => !paragraphs.some((one) => one.name === name))).toEqual([]);
  });

  it('has a paragraph for nothing else, and for nothing twice', () => {
    expect(paragraphs.map(({ name }) => name).toSorted()).toEqual([...alarmNames, ...alerts].toSorted());
  });

  it.each(paragraphs)('says what $name means, where to look, what to do, and whom to wake', ({ text }) => {
    for (const part of ['Means', 'Look', 'Do', 'Wake'])
      expect(text).toMatch(new RegExp(`^\\*\\*${part}\\*\\* \\S`, 'm'));
  });

  it('points to paragraphs that are there', () => {
    const named = [...page.matchAll(/`alarm-([a-z-]+)`/g)].map(([, name]) => name);
    const known = paragraphs.map(({ name }) => name);
    expect(named.filter((name) => !known.includes(name ?? ''))).toEqual([]);
  });

  it('names npm scripts that there are', () => {
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(readFileSync(`${repository}package.json`, 'utf8')));
    const named = [...page.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(5);
    for (const name of named) expect(Object.keys(scripts)).toContain(name);
  });

  it('names files and folders that there are', () => {
    const named = [
      ...page.matchAll(/\b((?:docs|k8s|infra|scripts|docker|packages|services|\.github)\/[\w./-]*\w)/g),
    ]
      .map(([, path = '']) => path)
      .filter((path) => !path.startsWith('infra/cdktf.out'));
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((path) => !existsSync(`${repository}${path}`))).toEqual([]);
    const links = [...page.matchAll(/\]\(([\w./-]+)\)/g)].map(([, path = '']) => path);
    expect(links.filter((path) => !existsSync(`${repository}docs/${path}`))).toEqual([]);
  });

  it('names settings and secrets that programs read or infra publishes', () => {
    const known = new Set(
      [...product.schemas.values()].flatMap((schema) => Object.keys(schema).map((name) => `GNAR_${name}`)),
    );
    const named = [...page.matchAll(/GNAR_[A-Z0-9_]+/g)].map(([name]) => name);
    expect(named.filter((name) => !known.has(name) && !writtenByInfra(product).has(name))).toEqual([]);
  });

  it('names every secret that pods take, with what its rotation breaks', () => {
    const taken = new Set(
      workloadsOf(renderedObjects('production')).flatMap(({ containers }) =>
        containers.flatMap(({ env }) => env.flatMap(({ valueFrom }) => valueFrom?.secretKeyRef?.name ?? [])),
      ),
    );
    expect(taken.size).toBeGreaterThan(5);
    const rows = page.split('\n').filter((line) => line.startsWith('| `'));
    for (const secret of taken)
      expect(rows.find((row) => (row.split('|')[1] ?? '').includes(`\`${secret}\``))).toBeDefined();
  });

  it('names objects of the cluster by their names', () => {
    const objects = renderedObjects('production').map(
      ({ kind, metadata }) => `${kind.toLowerCase()}/${metadata.name}`,
    );
    const named = [
      ...[...page.matchAll(/\b((?:deployment|job)\/[a-z-]+)/g)].map(([name]) => name),
      ...[...page.matchAll(/-l \S*kubernetes\.io\/name!?=([a-z-]+)/g)].map(
        ([, name]) => `deployment/${name}`,
      ),
    ];
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !objects.includes(name))).toEqual([]);
  });

  it('has the paragraph that the address in an alert points to', () => {
    for (const { annotations } of alertsOf(rulesOf(appliedRules()))) {
      const [file = '', anchor = ''] = (annotations['runbook_url'] ?? '').split('#');
      expect(`${repository}${file}`).toBe(`${repository}docs/operate.md`);
      expect(page).toContain(`\n### ${anchor}\n`);
    }
  });
});

describe('what the runbook types', () => {
  const commands = [...page.matchAll(/`([^`]+)`/g)].map(([, text]) => text!).join('\n');

  it('needs no program of Argo CD: kubectl is what the one who is woken has', () => {
    expect(commands).not.toMatch(/^\s*argocd /m);
    const again = /^## Sync again$[\s\S]*?^## /m.exec(page)![0];
    // Without them a sync by hand would apply otherwise than the one that a commit brings about.
    expect(again).toContain('.spec.syncPolicy.syncOptions');
    expect(again).toContain('\\"operation\\"');
    expect(page.match(/\(#sync-again\)/g)).toHaveLength(2);
  });

  it('does not promise that a push deploys production', () => {
    const deploy = /^## Deploy$[\s\S]*?^## /m.exec(page)![0];
    expect(deploy).toMatch(/push to `main` deploys \*\*staging\*\*/);
    const workflow = readFileSync(`${repository}.github/workflows/pipeline.yml`, 'utf8');
    expect(workflow).toContain("ENVIRONMENT: ${{ inputs.environment || 'staging' }}");
    expect(readFileSync(`${repository}.gitlab-ci.yml`, 'utf8')).toMatch(/^ {2}ENVIRONMENT: staging$/m);
  });
});
