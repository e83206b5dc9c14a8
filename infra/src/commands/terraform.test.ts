import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { RecordedRun } from '../testing/recorded-run.ts';
import type { WrittenStack } from './stacks.ts';
import { findTerraform, Terraform } from './terraform.ts';

let cache: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'gnar-plugins-'));
});
afterEach(() => rmSync(cache, { recursive: true }));

const stack: WrittenStack = {
  name: 'network',
  folder: '/stacks/test-network',
  needs: [],
  bucket: 'b',
  key: 'k',
};
const terraformOf = (recorded: RecordedRun) => new Terraform(recorded.run, 'terraform', cache);

describe('Terraform', () => {
  it('is OpenTofu where that is what is installed', async () => {
    const recorded = new RecordedRun([/^tofu version/, '{"terraform_version":"1.11.2"}']);

    expect(await findTerraform(recorded.run)).toEqual({ program: 'tofu', version: '1.11.2' });
  });

  it('is said to be missing where neither is', async () => {
    await expect(Terraform.find(new RecordedRun().run)).rejects.toThrow('"terraform" was not found');
  });

  it('counts what a plan would do; a replacement is both', async () => {
    const changes = [['create'], ['create', 'delete'], ['update'], ['no-op'], ['read']];
    const plan = { resource_changes: changes.map((actions) => ({ change: { actions } })) };
    const recorded = new RecordedRun([/^terraform plan/, ''], [/^terraform show/, JSON.stringify(plan)]);

    expect(await terraformOf(recorded).plan(stack)).toEqual({ add: 2, change: 1, destroy: 1 });
  });

  it('works in the stack’s folder, with one copy of the provider for all', async () => {
    const recorded = new RecordedRun([/^terraform init/, '']);

    await terraformOf(recorded).init(stack);

    expect(recorded.calls[0]?.options).toMatchObject({
      cwd: '/stacks/test-network',
      env: { TF_PLUGIN_CACHE_DIR: cache },
    });
  });

  it('knows nothing of a stack that is not up', async () => {
    const recorded = new RecordedRun(
      [/^terraform state list/, { code: 1, stderr: 'No state file was found!' }],
      [/^terraform output/, '{}'],
    );

    expect(await terraformOf(recorded).resources(stack)).toEqual([]);
    expect(await terraformOf(recorded).outputs(stack)).toEqual({});
  });

  it('names the stack that failed', async () => {
    const recorded = new RecordedRun([/^terraform init/, { code: 1, stderr: 'no network' }]);

    await expect(terraformOf(recorded).init(stack)).rejects.toThrow(
      'terraform init failed for the stack network:\nno network',
    );
  });
});
