import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Kubectl } from './kubectl.ts';
import { platformCharts } from './platform.ts';
import { applyInOrder, rendered } from './product.ts';

/** In place of kubectl: writes down what it was asked, and the kinds that it was given. */
const recorder = `#!${process.execPath}
const { appendFileSync, readFileSync } = require('node:fs');
const kinds = [...readFileSync(0, 'utf8').matchAll(/^kind: (\\w+)$/gm)].map(([, kind]) => kind);
appendFileSync(process.env.GNAR_RECORD, JSON.stringify({ args: process.argv.slice(2), kinds }) + '\\n');
`;

interface Call {
  readonly args: readonly string[];
  readonly kinds: readonly string[];
}

const folder = mkdtempSync(join(tmpdir(), 'gnar-kubectl-'));
const record = join(folder, 'record');
const { PATH } = process.env;
let calls: Call[] = [];

beforeAll(async () => {
  writeFileSync(join(folder, 'kubectl'), recorder);
  chmodSync(join(folder, 'kubectl'), 0o755);
  process.env['PATH'] = [folder, PATH].join(delimiter);
  process.env['GNAR_RECORD'] = record;
  await applyInOrder('staging', new Kubectl('of-the-test'));
  calls = readFileSync(record, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Call);
});
afterAll(() => {
  process.env['PATH'] = PATH;
  rmSync(folder, { recursive: true, force: true });
});

const at = (found: (call: Call) => boolean) => calls.findIndex(found);
const says = (...words: readonly string[]) => at(({ args }) => words.every((word) => args.includes(word)));

describe('deploying without Argo CD', () => {
  it('uses the named cluster and no other', () => {
    expect(calls.length).toBeGreaterThan(5);
    expect(calls.filter(({ args }) => args[0] !== '--context' || args[1] !== 'of-the-test')).toEqual([]);
  });

  it('migrates before a pod of the new version starts, and after its settings are there', () => {
    const settings = at(({ kinds }) => kinds.includes('ConfigMap'));
    const gone = says('delete', 'job', 'migrate');
    const migrations = at(({ kinds }) => kinds.includes('Job'));
    const done = says('wait', 'job/migrate');
    const services = at(({ kinds }) => kinds.length === 3 && kinds.every((kind) => kind === 'Deployment'));
    const ready = says('rollout', 'status', 'deployment/piste');
    const order = [settings, gone, migrations, done, services, ready];
    expect(order.every((index) => index >= 0)).toBe(true);
    expect(order.toSorted((one, other) => one - other)).toEqual(order);
  });

  it('applies every object', () => {
    const applied = calls.flatMap(({ kinds }) => kinds).toSorted();
    expect(applied).toEqual(
      rendered('staging')
        .map(({ kind }) => kind)
        .toSorted(),
    );
  });

  it('refuses unknown fields', () => {
    const applies = calls.filter(({ args }) => args.includes('apply'));
    expect(applies.filter(({ args }) => !args.includes('--validate=strict'))).toEqual([]);
  });
});

describe('the platform of the cluster job', () => {
  it('is read from the applications of Argo CD: charts, versions, values', () => {
    const charts = platformCharts();
    expect(charts.map(({ metadata }) => metadata.name)).toEqual(
      expect.arrayContaining(['nginx-ingress', 'cert-manager', 'external-secrets', 'metrics-server']),
    );
    expect(charts.filter(({ spec }) => !/^v?\d+\.\d+\.\d+$/.test(spec.source.targetRevision))).toEqual([]);
  });
});
