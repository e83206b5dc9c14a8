import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Run, RunOptions } from './run.ts';
import { kopsVersion } from '../kubernetes-versions.ts';
import { Kops } from './kops.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gnar-kops-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Call {
  readonly line: string;
  readonly options: RunOptions | undefined;
}

/** kops as we would meet it: of a version, and failing at what is named. */
function kopsOn(
  answers: { readonly version?: string; readonly failing?: string; readonly stderr?: string } = {},
) {
  const calls: Call[] = [];
  const run: Run = (command, args, options) => {
    const line = [command, ...args].join(' ');
    calls.push({ line, options });
    const code = answers.failing !== undefined && line.includes(answers.failing) ? 1 : 0;
    return Promise.resolve({
      code,
      stdout: `${answers.version ?? kopsVersion}\n`,
      stderr: answers.stderr ?? '',
    });
  };
  const kops = new Kops({
    run,
    folder,
    clusterName: 'k8s.example.com',
    stateBucket: 'gnar-test-kops-example-com',
  });
  return { kops, calls, lines: () => calls.map(({ line }) => line.replaceAll(folder, '<folder>')) };
}

describe('kops up', () => {
  it('fills the placeholders, tells kops the cluster, builds it, and waits until it is well', async () => {
    const { kops, lines } = kopsOn();

    await kops.up({ KOPS_VPC_ID: 'vpc-1' });

    expect(lines()).toEqual([
      'kops version --short',
      'kops toolbox template --template cluster.yaml --values values.json --out <folder>/cluster.filled.yaml',
      'kops replace --force --filename <folder>/cluster.filled.yaml',
      'kops update cluster k8s.example.com --yes --admin=12h',
      'kops validate cluster k8s.example.com --wait=20m',
      'kops rolling-update cluster k8s.example.com --yes',
    ]);
  });

  it('hands the stack’s outputs over as the placeholders name them', async () => {
    const { kops } = kopsOn();

    await kops.up({ KOPS_VPC_ID: 'vpc-1', KOPS_ZONE_ID: 'Z1' });

    expect(JSON.parse(readFileSync(join(folder, 'values.json'), 'utf8'))).toEqual({
      KOPS_VPC_ID: { value: 'vpc-1' },
      KOPS_ZONE_ID: { value: 'Z1' },
    });
  });

  it('works in the stack’s folder, on the environment’s own state store', async () => {
    const { kops, calls } = kopsOn();

    await kops.up({});

    for (const { options } of calls.slice(1)) {
      expect(options).toMatchObject({
        cwd: folder,
        env: { KOPS_STATE_STORE: 's3://gnar-test-kops-example-com' },
      });
    }
  });

  it('takes another patch of kops', async () => {
    await expect(kopsOn({ version: '1.36.9' }).kops.up({})).resolves.toBeUndefined();
  });

  it('refuses another minor version before it touches anything', async () => {
    const { kops, lines } = kopsOn({ version: '1.34.0' });

    await expect(kops.up({})).rejects.toThrow(
      `kops is 1.34.0; cluster.yaml is written for ${kopsVersion}: install that.`,
    );
    expect(lines()).toEqual(['kops version --short']);
  });

  it('stops where kops fails, and says at what', async () => {
    const { kops, lines } = kopsOn({ failing: 'update cluster' });

    await expect(kops.up({})).rejects.toThrow('kops update cluster failed; it says why above.');
    expect(lines().at(-1)).toContain('update cluster');
  });
});

describe('kops down', () => {
  it('deletes the cluster and all that kops made for it', async () => {
    const { kops, lines } = kopsOn();

    await kops.down();

    expect(lines()).toEqual([
      'kops get cluster k8s.example.com',
      'kops delete cluster k8s.example.com --yes',
    ]);
  });

  it('has nothing to do for a cluster that is gone, or never was', async () => {
    const stderr = 'Error: cluster not found "k8s.example.com"\n';
    const { kops, lines } = kopsOn({ failing: 'get cluster', stderr });

    await kops.down();

    expect(lines()).toEqual(['kops get cluster k8s.example.com']);
  });

  it('stops where kops cannot tell: the cluster’s network must not go before it', async () => {
    const { kops, lines } = kopsOn({ failing: 'get cluster', stderr: 'Error: AccessDenied\n' });

    await expect(kops.down()).rejects.toThrow('kops get cluster failed: Error: AccessDenied');
    expect(lines()).toHaveLength(1);
  });

  it('says when kops fails to delete', async () => {
    await expect(kopsOn({ failing: 'delete cluster' }).kops.down()).rejects.toThrow(
      'kops delete cluster failed',
    );
  });
});
