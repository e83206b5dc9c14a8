import { parseAllDocuments } from 'yaml';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeCloud } from '../../testing/fake-cloud.ts';
import { RecordedTerminal } from '../../testing/recorded-terminal.ts';
import { environmentWith } from '../../testing/synthesised.ts';
import { writtenStacks } from '../../testing/written-stacks.ts';
import { Aws } from '../aws.ts';
import { run as realRun } from '../run.ts';
import { Terraform } from '../terraform.ts';
import { writeOutputs } from './outputs.ts';

const ownerArn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:owner-AbCdEf';
const sender = '"Gnar’s \'Product\'" <hello@example.com>';

let out: string;
let cloud: FakeCloud;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'gnar-outputs-'));
  cloud = new FakeCloud({
    'test-data': {
      GNAR_PG_ENDPOINT: 'db:5432',
      GNAR_PG_OWNER_SECRET_ARN: ownerArn,
      'cross-stack-output': 'x',
    },
    'test-messaging': { GNAR_EMAIL_SENDER: sender },
  });
  cloud.buckets.add('state');
  for (const stack of ['data', 'messaging']) cloud.states.set(`test-${stack}`, { resources: ['a.b'] });
  cloud.parameters.set('/gnar/test/GNAR_JWT_SECRET_KEY', 'jwt-value');
  cloud.parameters.set('/gnar/test/GNAR_PG_PASSWORD', 'pg-value');
  cloud.parameters.set('/gnar/test/GNAR_REDIS_PASSWORD', 'redis-value');
  cloud.secretValues.set(ownerArn, '{"username":"gnar_owner","password":"owner-value"}');
});
afterEach(() => rmSync(out, { recursive: true }));

const secretValues = ['jwt-value', 'pg-value', 'redis-value', 'owner-value'];
const overlayFile = (name: string) => readFileSync(join(out, 'overlay', name), 'utf8');

async function outputs(envFile?: string): Promise<RecordedTerminal> {
  const { run } = cloud.recorded;
  const terminal = new RecordedTerminal();
  await writeOutputs(environmentWith(), writtenStacks(environmentWith(), out), {
    terraform: new Terraform(run, 'terraform', join(out, 'plugins')),
    aws: new Aws(run, 'eu-west-1'),
    terminal,
    overlay: join(out, 'overlay'),
    ...(envFile === undefined ? {} : { envFile }),
  });
  return terminal;
}

interface Written {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: { readonly data?: readonly { readonly secretKey: string }[] };
}

describe('infra.env', () => {
  it('has the settings of all stacks, sorted, and nothing else', async () => {
    await outputs();

    expect(overlayFile('infra.env').split('\n')).toEqual([
      expect.stringMatching(/^# What test has on AWS/),
      `GNAR_EMAIL_SENDER=${sender}`,
      'GNAR_PG_ENDPOINT=db:5432',
      `GNAR_PG_OWNER_SECRET_ARN=${ownerArn}`,
      '',
    ]);
  });

  it('is the same when nothing has changed', async () => {
    await outputs();
    const first = overlayFile('infra.env');

    await outputs();

    expect(overlayFile('infra.env')).toBe(first);
  });
});

describe('external-secrets.yaml', () => {
  it('names every secret of the cluster with its keys', async () => {
    await outputs();
    const yaml = overlayFile('external-secrets.yaml');

    const named = parseAllDocuments(yaml).map((one) => {
      const { kind, metadata, spec }: Written = one.toJS();
      return {
        kind,
        name: metadata.name,
        keys: (spec.data ?? []).map(({ secretKey }) => secretKey),
      };
    });
    expect(named).toEqual([
      { kind: 'SecretStore', name: 'parameter-store', keys: [] },
      { kind: 'SecretStore', name: 'secrets-manager', keys: [] },
      { kind: 'ExternalSecret', name: 'jwt', keys: ['GNAR_JWT_SECRET_KEY'] },
      { kind: 'ExternalSecret', name: 'postgres', keys: ['GNAR_PG_PASSWORD'] },
      {
        kind: 'ExternalSecret',
        name: 'postgres-owner',
        keys: ['GNAR_PG_OWNER_USERNAME', 'GNAR_PG_OWNER_PASSWORD'],
      },
      { kind: 'ExternalSecret', name: 'redis', keys: ['GNAR_REDIS_PASSWORD'] },
    ]);
    expect(yaml).toContain('key: /gnar/test/GNAR_JWT_SECRET_KEY');
    expect(yaml).toContain(`key: ${ownerArn}`);
  });

  it.each([
    ['recaptcha', 'GNAR_RECAPTCHA_SECRET_KEY'],
    ['peer', 'GNAR_PEER_SECRET_KEYS'],
  ])('names the secret %s when the founder has stored it', async (name, key) => {
    cloud.parameters.set(`/gnar/test/${key}`, 'value-of-the-founder');

    await outputs();

    const written: Written[] = parseAllDocuments(overlayFile('external-secrets.yaml')).map((one) =>
      one.toJS(),
    );
    expect(written.find(({ metadata }) => metadata.name === name)?.spec.data).toEqual([
      { secretKey: key, remoteRef: { key: `/gnar/test/${key}` } },
    ]);
  });
});

describe('a secret’s value', () => {
  it('is neither printed nor in a file of the overlay, nor even asked for', async () => {
    const terminal = await outputs();

    const all = [terminal.text, overlayFile('infra.env'), overlayFile('external-secrets.yaml')].join('\n');
    for (const value of secretValues) expect(all).not.toContain(value);
    expect(cloud.recorded.lines.filter((line) => /get-parameter |get-secret-value/.test(line))).toEqual([]);
    expect(terminal.text).toContain('GNAR_PG_PASSWORD (secret, in /gnar/test/GNAR_PG_PASSWORD)');
  });
});

describe('the file for a laptop', () => {
  it('is readable by its owner alone, and is not printed', async () => {
    const file = join(out, 'laptop.env');

    const terminal = await outputs(file);

    expect(statSync(file).mode & 0o777).toBe(0o600);
    for (const value of secretValues) expect(terminal.text).not.toContain(value);
  });

  it('gives a shell every value as it is', async () => {
    const file = join(out, 'laptop.env');
    await outputs(file);

    const print = 'printf "%s|%s|%s" "$GNAR_EMAIL_SENDER" "$GNAR_PG_OWNER_PASSWORD" "$GNAR_JWT_SECRET_KEY"';
    const { stdout } = await realRun('sh', ['-c', `. "${file}"; ${print}`]);

    expect(stdout).toBe(`${sender}|owner-value|jwt-value`);
  });

  it('does not replace a file that is there', async () => {
    const file = join(out, 'laptop.env');
    writeFileSync(file, 'mine');

    await expect(outputs(file)).rejects.toThrow('is there already');

    expect(readFileSync(file, 'utf8')).toBe('mine');
  });
});

describe('an environment that is not up', () => {
  it('is said so, and nothing is written', async () => {
    cloud.states.clear();

    await expect(outputs()).rejects.toThrow('test is not up: npm run infra:up -- test');

    expect(existsSync(join(out, 'overlay'))).toBe(false);
  });
});
