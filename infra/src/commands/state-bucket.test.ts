import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Answers, awsFailure, RecordedRun } from '../testing/recorded-run.ts';
import { Aws } from './aws.ts';
import { run } from './run.ts';
import { exists, hasStateHere, putUpState } from './state-bucket.ts';
import type { WrittenStack } from './stacks.ts';
import { findTerraform, Terraform } from './terraform.ts';

const awsThat = (answer: Answers[number][1]) => new Aws(new RecordedRun([/^aws /, answer]).run, 'eu-west-1');

describe('a bucket', () => {
  it('is there, or not', async () => {
    expect(await exists(awsThat(''), 'ours')).toBe(true);
    expect(await exists(awsThat(awsFailure('404', 'HeadBucket')), 'ours')).toBe(false);
  });

  it('of another account is told apart from one that is missing', async () => {
    await expect(exists(awsThat(awsFailure('403', 'HeadBucket')), 'theirs')).rejects.toThrow(
      'The bucket theirs is not yours to see',
    );
  });
});

const installed = await findTerraform(run);
const onTerraform = installed === undefined ? describe.skip : describe;

/** The real program, on a stack that needs no provider, with a file in the place of the bucket. */
onTerraform('the bucket of the states, put up by Terraform itself', () => {
  let out: string;
  let stack: WrittenStack;
  let terraform: Terraform;
  const remote = () => join(out, 'bucket', 'terraform.tfstate');

  beforeEach(() => {
    out = mkdtempSync(join(tmpdir(), 'gnar-state-'));
    const folder = join(out, 'stacks', 'test-state');
    mkdirSync(folder, { recursive: true });
    const document = {
      terraform: { backend: { local: { path: remote() } } },
      resource: { terraform_data: { bucket: { input: 'b' } } },
    };
    writeFileSync(join(folder, 'cdk.tf.json'), JSON.stringify(document));
    stack = { name: 'state', folder, needs: [], bucket: 'b', key: 'k' };
    const quietly: typeof run = (command, args, options) =>
      run(command, args, { ...options, inherit: false });
    terraform = new Terraform(quietly, installed?.program ?? '', join(out, 'plugins'));
  });
  afterEach(() => rmSync(out, { recursive: true }));

  const missing = () => awsThat(awsFailure('404', 'HeadBucket'));

  it('moves its state to where it belongs, and leaves none behind', async () => {
    await putUpState(stack, terraform, missing());

    expect(existsSync(remote())).toBe(true);
    expect(await terraform.resources(stack)).toEqual(['terraform_data.bucket']);
    expect(readdirSync(stack.folder).filter((file) => /tfstate|override/.test(file))).toEqual([]);
  });

  it('goes on after an interruption between making and moving', async () => {
    const broken = new Terraform(
      async (command, args, options) =>
        args.includes('-migrate-state')
          ? { code: 1, stdout: '', stderr: 'interrupted' }
          : run(command, args, { ...options, inherit: false }),
      installed?.program ?? '',
      join(out, 'plugins'),
    );
    await expect(putUpState(stack, broken, missing())).rejects.toThrow('interrupted');
    expect(hasStateHere(stack)).toBe(true);

    // By now the bucket is there; nothing in it knows of this stack.
    await putUpState(stack, terraform, awsThat(''));

    expect(await terraform.resources(stack)).toEqual(['terraform_data.bucket']);
    expect(hasStateHere(stack)).toBe(false);
  });

  it('knows nothing of a stack that is not up', async () => {
    await terraform.init(stack);

    expect(await terraform.resources(stack)).toEqual([]);
    expect(await terraform.outputs(stack)).toEqual({});
    expect(await terraform.plan(stack)).toEqual({ add: 1, change: 0, destroy: 0 });
  });
});
