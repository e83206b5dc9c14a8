import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { root } from '../root.ts';
import { pipelineImages, tools } from './tool-table.ts';

const read = (file: string) => readFileSync(join(root, file), 'utf8');
/** What we use of Renovate's configuration; an unknown key is refused. */
const { extends: presets, ...settings } = z
  .strictObject({
    $schema: z.string(),
    description: z.string(),
    extends: z.array(z.string()),
    timezone: z.string(),
    schedule: z.array(z.string()),
    minimumReleaseAge: z.string(),
    prConcurrentLimit: z.number(),
    enabledManagers: z.array(z.string()),
    argocd: z.strictObject({ managerFilePatterns: z.array(z.string()) }),
    vulnerabilityAlerts: z.strictObject({
      description: z.string(),
      minimumReleaseAge: z.null(),
      schedule: z.array(z.string()),
    }),
    packageRules: z.array(
      z.strictObject({
        description: z.string(),
        matchPackageNames: z.array(z.string()),
        matchUpdateTypes: z.array(z.string()).optional(),
        enabled: z.literal(false),
      }),
    ),
    customManagers: z.array(
      z.strictObject({
        customType: z.literal('regex'),
        description: z.string(),
        managerFilePatterns: z.array(z.string()),
        matchStrings: z.array(z.string()),
        datasourceTemplate: z.enum(['docker', 'github-releases']),
      }),
    ),
  })
  .parse(JSON.parse(read('.github/renovate.json')));

const tracked = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).split('\n');
const asRegExp = (pattern: string) => new RegExp(pattern.replace(/^\/(.*)\/$/, '$1'));
const matches = (datasource: string) => {
  const manager = settings.customManagers.find(
    ({ datasourceTemplate }) => datasourceTemplate === datasource,
  )!;
  const text = read('scripts/delivery/tool-table.ts');
  return [...text.matchAll(new RegExp(manager.matchStrings[0]!, 'g'))].map(({ groups }) => groups!);
};

describe('Renovate', () => {
  it('pins by digest and by commit, and waits a week before an update', () => {
    expect(presets).toEqual(expect.arrayContaining(['docker:pinDigests', 'helpers:pinGitHubActionDigests']));
    expect(settings.minimumReleaseAge).toBe('7 days');
    expect(settings.vulnerabilityAlerts.minimumReleaseAge).toBeNull();
  });

  it('names only files that exist', () => {
    const patterns = [settings.argocd, ...settings.customManagers].flatMap(
      (each) => each.managerFilePatterns,
    );
    const idle = patterns.filter((pattern) => !tracked.some((file) => asRegExp(pattern).test(file)));
    expect(idle).toEqual([]);
  });

  it('finds every image of the table of tools, with its digest', () => {
    const seen = matches('docker').map(
      ({ depName, currentValue, currentDigest }) => `${depName!}:${currentValue!}@${currentDigest!}`,
    );
    expect(seen.toSorted()).toEqual(Object.values(pipelineImages).toSorted());
  });

  it('finds every tool of the GitHub runner, with its version', () => {
    const lent = Object.values(tools).filter(({ url }) => url.startsWith('https://github.com/'));
    const seen = matches('github-releases').map(
      ({ currentValue, depName }) => `${depName!} ${currentValue!}`,
    );
    const expected = lent.map(({ url, version }) => `${url.split('/').slice(3, 5).join('/')} ${version}`);
    expect(seen.toSorted()).toEqual(expected.toSorted());
  });

  it('ignores files that the pipeline writes', () => {
    const names = settings.packageRules.flatMap(({ matchPackageNames }) => matchPackageNames);
    const isLeft = (image: string) =>
      names.some((name) => name.startsWith('/') && asRegExp(name).test(image));
    expect(isLeft('gnar/piste')).toBe(true);
    expect(isLeft('111122223333.dkr.ecr.us-east-1.amazonaws.com/gnar-staging/piste')).toBe(true);
    expect(isLeft('docker.io/valkey/valkey')).toBe(false);
  });
});
