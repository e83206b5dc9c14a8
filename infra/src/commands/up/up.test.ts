import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Environment } from '../../config.ts';
import { FakeCloud } from '../../testing/fake-cloud.ts';
import { RecordedTerminal } from '../../testing/recorded-terminal.ts';
import { environmentWith } from '../../testing/synthesised.ts';
import { writtenStacks } from '../../testing/written-stacks.ts';
import { Aws } from '../aws.ts';
import { Terraform } from '../terraform.ts';
import { confirmCost, up, type UpParts } from './up.ts';

const nameServers = ['ns-1.awsdns-1.org', 'ns-2.awsdns-2.com', 'ns-3.awsdns-3.net', 'ns-4.awsdns-4.co.uk'];
const outputs = {
  'test-dns': { GNAR_NAME_SERVERS: nameServers.join(',') },
  'test-data': {
    GNAR_REDIS_USER_ID: 'gnar-test-service',
  },
};

let out: string;
let cloud: FakeCloud;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'gnar-up-'));
  cloud = new FakeCloud(outputs);
});
afterEach(() => rmSync(out, { recursive: true }));

function putUp(overrides: Partial<UpParts> = {}, environment: Environment = environmentWith()) {
  const { run } = cloud.recorded;
  const terminal = new RecordedTerminal();
  const done = up(environment, writtenStacks(environment, out), {
    terraform: new Terraform(run, 'terraform', join(out, 'plugins')),
    aws: new Aws(run, environment.region),
    terminal,
    kops: undefined,
    resolve: async () => nameServers,
    pause: async () => undefined,
    wait: true,
    ...overrides,
  });
  return { terminal, done };
}

const order = [
  ...[
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
  ],
  ...['observability', 'delivery'],
].map((name) => `test-${name}`);

describe('infra:up in an empty account', () => {
  it('puts up every stack, each after those that it needs', async () => {
    expect(await putUp().done).toBe(true);

    expect(cloud.done('apply')).toEqual(order);
  });

  it('moves the state of the bucket’s own stack into the bucket, and leaves none behind', async () => {
    await putUp().done;

    expect([...cloud.states.keys()]).toEqual(order);
    for (const file of ['terraform.tfstate', 'backend_override.tf.json']) {
      expect(existsSync(join(out, 'stacks', 'test-state', file))).toBe(false);
    }
  });

  it('changes nothing when it is called again', async () => {
    await putUp().done;
    const before = { parameters: new Map(cloud.parameters), cache: [...cloud.cachePasswords] };
    const first = cloud.recorded.calls.length;

    await putUp().done;

    expect({ parameters: cloud.parameters, cache: cloud.cachePasswords }).toEqual(before);
    const again = cloud.recorded.lines.slice(first);
    expect(again.filter((line) => / put-| modify-| -migrate-state/.test(line))).toEqual([]);
  });
});

describe('infra:up after an interruption', () => {
  it('goes on with the state that lies beside the stack, when it broke off before the move', async () => {
    cloud.failing = 'test-state';
    await expect(putUp().done).rejects.toThrow('terraform apply failed for the stack state');
    cloud.failing = undefined;

    await putUp().done;

    expect(cloud.states.has('test-state')).toBe(true);
  });

  it('does not make another bucket when the first was made on another machine and its state is lost', async () => {
    cloud.buckets.add('state');

    await expect(putUp().done).rejects.toThrow('an earlier run was interrupted on another machine');

    expect(cloud.done('apply')).toEqual([]);
  });

  it('goes on where a stack failed', async () => {
    cloud.failing = 'test-messaging';
    await expect(putUp().done).rejects.toThrow('messaging');
    cloud.failing = undefined;

    expect(await putUp().done).toBe(true);
  });
});

describe('the delegation of the domain', () => {
  it('is waited for, with the lines to paste', async () => {
    const answers = [[], ['ns.old.example'], nameServers];
    const { terminal, done } = putUp({ resolve: async () => answers.shift() ?? nameServers });

    expect(await done).toBe(true);
    expect(terminal.text).toContain('example.com.  172800  IN  NS  ns-1.awsdns-1.org.');
    expect(answers).toEqual([]);
  });

  it('stops the way up with --no-wait, before anything that is proved through DNS', async () => {
    const { terminal, done } = putUp({ resolve: async () => [], wait: false });

    expect(await done).toBe(false);
    expect(cloud.done('apply').at(-1)).toBe('test-dns');
    expect(terminal.text).toContain('Run the same command again');
  });
});

describe('the secrets', () => {
  it('are made once the stacks are up: a key of 48 bytes, and passwords', async () => {
    await putUp().done;

    expect([...cloud.parameters.keys()]).toEqual([
      '/gnar/test/GNAR_JWT_SECRET_KEY',
      '/gnar/test/GNAR_PG_PASSWORD',
      '/gnar/test/GNAR_REDIS_PASSWORD',
    ]);
    expect(Buffer.from(cloud.parameters.get('/gnar/test/GNAR_JWT_SECRET_KEY') ?? '', 'base64')).toHaveLength(
      48,
    );
  });

  it('are SecureStrings under the environment’s own key', async () => {
    await putUp().done;

    const puts = cloud.recorded.calls.filter(({ line }) => line.includes('put-parameter'));
    expect(puts).toHaveLength(3);
    for (const { options } of puts) {
      expect(JSON.parse(options.input ?? '')).toMatchObject({
        Type: 'SecureString',
        KeyId: 'alias/gnar-test',
        Overwrite: false,
      });
    }
  });

  it('reach the cache', async () => {
    await putUp().done;

    expect(cloud.cachePasswords).toEqual([cloud.parameters.get('/gnar/test/GNAR_REDIS_PASSWORD')]);
  });

  it('are given to the cache on the next run, when the first broke off in between', async () => {
    await putUp().done;
    cloud.cachePasswords.splice(0);

    await putUp().done;

    expect(cloud.cachePasswords).toEqual([cloud.parameters.get('/gnar/test/GNAR_REDIS_PASSWORD')]);
  });

  it('stand in no argument, no file and no line that is printed', async () => {
    const { terminal, done } = putUp();
    await done;

    const visible = [...cloud.recorded.lines, terminal.text].join('\n');
    for (const secret of cloud.parameters.values()) expect(visible).not.toContain(secret);
    const written = order
      .map((name) => readFileSync(join(out, 'stacks', name, 'cdk.tf.json'), 'utf8'))
      .join();
    for (const secret of cloud.parameters.values()) expect(written).not.toContain(secret);
  });
});

describe('a cluster of kops', () => {
  it('is put up by kops once its stack is there, with the stack’s outputs', async () => {
    const environment = environmentWith({ size: 'free-tier' });
    cloud = new FakeCloud({ ...outputs, 'test-cluster': { KOPS_VPC_ID: 'vpc-1' } });
    const seen: unknown[] = [];

    await putUp(
      { kops: { up: async (values) => void seen.push(values, cloud.done('apply').at(-1)) } },
      environment,
    ).done;

    expect(seen).toEqual([{ KOPS_VPC_ID: 'vpc-1' }, 'test-cluster']);
  });
});

describe('the question before money is spent', () => {
  it('names the monthly cost, and goes on with yes', async () => {
    const terminal = new RecordedTerminal('yes');

    await confirmCost(environmentWith(), 187.4, terminal);

    expect(terminal.text).toContain('about 187 USD a month');
  });

  it.each(['', 'y', 'no'])('does nothing with "%s"', async (answer) => {
    await expect(confirmCost(environmentWith(), 187, new RecordedTerminal(answer))).rejects.toThrow(
      'Nothing was done',
    );
  });
});
