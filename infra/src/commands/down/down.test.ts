import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeCloud } from '../../testing/fake-cloud.ts';
import { RecordedTerminal } from '../../testing/recorded-terminal.ts';
import { environmentWith } from '../../testing/synthesised.ts';
import { writtenStacks } from '../../testing/written-stacks.ts';
import { Aws } from '../aws.ts';
import { generatedSecrets } from '../secrets.ts';
import { writeStacks } from '../stacks.ts';
import { Terraform } from '../terraform.ts';
import { up } from '../up/up.ts';
import { down, type DownParts } from './down.ts';

const names = [
  'state',
  'network',
  'dns',
  'certificates',
  'registry',
  'messaging',
  'data',
  'edge',
  'cluster',
  'access',
].concat('observability', 'delivery');
const reversed = names.map((name) => `test-${name}`).toReversed();
const stateful = ['test-state', 'test-network', 'test-dns', 'test-data'];

let out: string;
let cloud: FakeCloud;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'gnar-down-'));
  cloud = new FakeCloud();
  cloud.buckets.add('state');
  for (const name of names) {
    cloud.states.set(`test-${name}`, { resources: [`aws_thing.${name}`] });
  }
  cloud.states.set('test-data', { resources: ['aws_db_instance.postgres'] });
  cloud.states.set('test-registry', { resources: ['aws_ecr_repository.piste'] });
});
afterEach(() => rmSync(out, { recursive: true }));

async function takeDown(
  destroyData: boolean,
  answer = 'test',
  overrides: Partial<DownParts> = {},
): Promise<RecordedTerminal> {
  const { run } = cloud.recorded;
  const terminal = new RecordedTerminal(answer);
  await down(environmentWith(), writtenStacks(environmentWith(), out), destroyData, {
    terraform: new Terraform(run, 'terraform', join(out, 'plugins')),
    aws: new Aws(run, 'eu-west-1'),
    terminal,
    kops: undefined,
    costOf: () => 12.5,
    now: new Date('2026-11-20T14:31:00Z'),
    ...overrides,
  });
  return terminal;
}

const putUp = (): Promise<boolean> =>
  up(environmentWith(), writtenStacks(environmentWith(), out), {
    terraform: new Terraform(cloud.recorded.run, 'terraform', join(out, 'plugins')),
    aws: new Aws(cloud.recorded.run, 'eu-west-1'),
    terminal: new RecordedTerminal(),
    kops: undefined,
    resolve: async () => ['ns-1.awsdns-1.org'],
    wait: false,
  });

const resourcesOf = (
  stack: string,
  type: string,
): Readonly<Record<string, Readonly<Record<string, unknown>>>> =>
  JSON.parse(readFileSync(join(out, 'stacks', stack, 'cdk.tf.json'), 'utf8')).resource[type];

describe('infra:down', () => {
  it('destroys what can be made again, in reverse order, and keeps database, network, zone and state', async () => {
    await takeDown(false);

    expect(cloud.done('destroy')).toEqual(reversed.filter((stack) => !stateful.includes(stack)));
  });

  it('deletes the cluster’s log group when EKS has made it again, after the cluster', async () => {
    cloud.logGroups.add('/aws/eks/gnar-test/cluster');

    await takeDown(false);

    expect([...cloud.logGroups]).toEqual([]);
    const lines = cloud.recorded.calls.map(({ line, options }) => `${line} in ${options.cwd ?? ''}`);
    const clusterGone = lines.findIndex((line) => /terraform destroy.*test-cluster$/.test(line));
    expect(lines.findIndex((line) => line.includes('logs delete-log-group'))).toBeGreaterThan(clusterGone);
  });

  it('says what stays, why, and what it costs', async () => {
    const terminal = await takeDown(false);

    expect(terminal.text).toMatch(/data\s+12\.50 USD {2}the database and its backups/);
    expect(terminal.text).toMatch(/network\s+12\.50 USD {2}the database stands in it/);
  });

  it('says before it asks what is lost, with sizes where AWS tells them', async () => {
    const terminal = await takeDown(true);

    expect(terminal.text).toContain('data: postgres, a database');
    expect(terminal.text).toContain('registry: piste, a repository of images');
    expect(terminal.text).toContain('database gnar-test-postgres: 20 GiB of storage');
  });

  it.each(['', 'yes', 'production'])(
    'does nothing when "%s" is typed instead of the name',
    async (answer) => {
      await expect(takeDown(true, answer)).rejects.toThrow('Nothing was done');

      expect(cloud.done('apply')).toEqual([]);
      expect(cloud.done('destroy')).toEqual([]);
    },
  );

  it('says that there is nothing when there is nothing', async () => {
    cloud.buckets.clear();

    await expect(takeDown(false)).rejects.toThrow('test is not up');
  });
});

describe('infra:down --destroy-data', () => {
  it('destroys everything, the state last', async () => {
    await takeDown(true);

    expect(cloud.done('destroy')).toEqual(reversed);
  });

  it('lifts the protection of what has one in AWS before it destroys, and makes nothing anew', async () => {
    await takeDown(true);

    const applied = cloud.recorded.lines.filter((line) => line.startsWith('terraform apply'));
    expect(applied).toEqual([
      'terraform apply -input=false -auto-approve -target=aws_db_instance.postgres',
      'terraform apply -input=false -auto-approve -target=aws_ecr_repository.piste',
    ]);
    expect(cloud.done('apply')).toEqual(['test-data', 'test-registry']);
  });

  it('leaves a last snapshot of the database, named by the minute', async () => {
    await takeDown(true);

    expect(resourcesOf('test-data', 'aws_db_instance')['postgres']).toMatchObject({
      deletion_protection: false,
      skip_final_snapshot: false,
      final_snapshot_identifier: 'gnar-test-final-20261120-1431',
      lifecycle: { prevent_destroy: false },
    });
  });

  it('copies the snapshot to AWS’s own key before the environment’s key goes', async () => {
    await takeDown(true);

    const lines = cloud.recorded.calls.map(({ line, options }) => `${line} in ${options.cwd ?? ''}`);
    const copied = lines.findIndex((line) => line.includes('copy-db-snapshot'));
    const keyGone = lines.findIndex(
      (line) => line.includes('terraform destroy') && line.endsWith('test-state'),
    );
    expect(JSON.parse(cloud.recorded.calls[copied]?.options.input ?? '')).toMatchObject({
      KmsKeyId: 'alias/aws/rds',
    });
    expect(copied).toBeGreaterThan(0);
    expect(copied).toBeLessThan(keyGone);
  });

  it('keeps the snapshot of a run that was interrupted before it was copied', async () => {
    cloud.snapshots.add('gnar-test-final-20261119-0900');

    const terminal = await takeDown(true);

    expect([...cloud.snapshots]).toEqual([
      'gnar-test-final-20261119-0900-kept',
      'gnar-test-final-20261120-1431-kept',
    ]);
    expect(terminal.text).toContain('the snapshot gnar-test-final-20261119-0900-kept');
  });

  it('takes the state out of the bucket before it destroys the bucket', async () => {
    await takeDown(true);

    expect(cloud.states.has('test-state')).toBe(true);
    expect(existsSync(join(out, 'stacks', 'test-state', 'backend_override.tf.json'))).toBe(true);
  });

  it('deletes the secrets before their key, and says so before it asks', async () => {
    for (const name of [...generatedSecrets, 'RECAPTCHA_SECRET_KEY', 'PEER_SECRET_KEYS']) {
      cloud.parameters.set(`/gnar/test/GNAR_${name}`, 'hush');
    }

    const terminal = await takeDown(true);

    expect([...cloud.parameters.keys()]).toEqual([]);
    expect(terminal.text).toContain('the secrets under /gnar/test');
    const deleted = cloud.recorded.lines.findIndex((line) => line.includes('ssm delete-parameters'));
    const keyGone = cloud.recorded.calls.findIndex(
      ({ line, options }) => line.includes('terraform destroy') && options.cwd?.endsWith('test-state'),
    );
    expect(deleted).toBeLessThan(keyGone);
  });

  it('leaves nothing behind that stops the next infra:up from making secrets that can be read', async () => {
    cloud = new FakeCloud({
      'test-dns': { GNAR_NAME_SERVERS: 'ns-1.awsdns-1.org' },
      'test-data': {
        GNAR_REDIS_USER_ID: 'gnar-test-service',
      },
    });
    await putUp();
    const first = new Map(cloud.parameters);
    await takeDown(true);

    await putUp();

    expect([...cloud.parameters.keys()]).toEqual([...first.keys()]);
    for (const [name, value] of first) expect(cloud.parameters.get(name)).not.toBe(value);
    expect(cloud.cachePasswords).toEqual([cloud.parameters.get('/gnar/test/GNAR_REDIS_PASSWORD')]);
  });

  it('deletes backups at once that AWS would keep waiting', async () => {
    await takeDown(true);

    expect(resourcesOf('test-data', 'aws_db_instance')['postgres']).toMatchObject({
      delete_automated_backups: true,
    });
  });

  it('brings the protections back with the next synthesis', async () => {
    await takeDown(true);

    writeStacks(environmentWith(), out);

    expect(resourcesOf('test-data', 'aws_db_instance')['postgres']).toMatchObject({
      deletion_protection: true,
    });
  });
});

describe('a cluster of kops', () => {
  it('goes before the stack that holds kops’ memory, and its network', async () => {
    const seen: unknown[] = [];
    cloud.states.set('test-cluster', { resources: ['aws_s3_bucket.state-store'] });

    await takeDown(true, 'test', {
      kops: { down: async () => void seen.push(cloud.done('destroy').at(-1)) },
    });

    expect(seen).toEqual(['test-access']);
  });

  it('is not asked for when its memory is gone, because it went before that', async () => {
    const seen: unknown[] = [];

    await takeDown(true, 'test', { kops: { down: async () => void seen.push('down') } });

    expect(seen).toEqual([]);
    expect(cloud.done('destroy')).toContain('test-cluster');
  });
});
