import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeCloud } from '../../testing/fake-cloud.ts';
import { RecordedTerminal } from '../../testing/recorded-terminal.ts';
import { environmentWith } from '../../testing/synthesised.ts';
import { writtenStacks } from '../../testing/written-stacks.ts';
import { Aws } from '../aws.ts';
import { Terraform } from '../terraform.ts';
import { planAll, summaryOf } from './plan.ts';

let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'gnar-plan-'));
});
afterEach(() => rmSync(out, { recursive: true }));

function plans(cloud: FakeCloud) {
  const { run } = cloud.recorded;
  return planAll(writtenStacks(environmentWith(), out), {
    terraform: new Terraform(run, 'terraform', join(out, 'plugins')),
    aws: new Aws(run, 'eu-west-1'),
    terminal: new RecordedTerminal(),
  });
}

describe('infra:plan', () => {
  it('plans the bucket of the states alone in an empty account, and says that all others wait for it', async () => {
    const [state, ...others] = await plans(new FakeCloud());

    expect(state).toEqual({ stack: 'state', changes: expect.objectContaining({ change: 0, destroy: 0 }) });
    for (const other of others) expect(other).toEqual({ stack: other.stack, waitsFor: ['state'] });
  });

  it('leaves out what reads from a stack that is not up, and names that stack', async () => {
    const cloud = new FakeCloud();
    cloud.buckets.add('state');
    cloud.states.set('test-state', { resources: ['aws_kms_key.key'] });

    const found = await plans(cloud);

    expect(found.find(({ stack }) => stack === 'network')).toHaveProperty('changes');
    expect(found.find(({ stack }) => stack === 'data')).toEqual({ stack: 'data', waitsFor: ['network'] });
    expect(found.find(({ stack }) => stack === 'cluster')).toEqual({
      stack: 'cluster',
      waitsFor: expect.arrayContaining(['network', 'data']),
    });
  });

  it('applies nothing', async () => {
    const cloud = new FakeCloud();

    await plans(cloud);

    expect(cloud.done('apply')).toEqual([]);
  });
});

describe('the summary of a plan', () => {
  it('has a line for each stack and one for all', () => {
    const lines = summaryOf([
      { stack: 'state', changes: { add: 0, change: 0, destroy: 0 } },
      { stack: 'network', changes: { add: 12, change: 1, destroy: 2 } },
      { stack: 'data', waitsFor: ['network'] },
    ]);

    expect(lines).toEqual([
      '  state    no change',
      '  network  +12 ~1 -2',
      '  data     known when it is up: network',
      '  all      +12 ~1 -2',
    ]);
  });
});
