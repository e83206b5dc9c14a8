import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const main = join(import.meta.dirname, '..', 'main.ts');

/** By stack, without what names the toolkit itself: its version, and the version and address of the provider. */
function synthesisedBy(folder: string, ...flags: string[]): Record<string, unknown> {
  execFileSync(process.execPath, [...flags, main, folder], { stdio: 'pipe' });
  const stacks = join(folder, 'stacks');
  return Object.fromEntries(
    readdirSync(stacks).map((name) => {
      const document = JSON.parse(readFileSync(join(stacks, name, 'cdk.tf.json'), 'utf8'));
      delete document['//'];
      delete document.terraform.required_providers;
      return [name, document];
    }),
  );
}

describe('the community fork of CDKTF', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gnar-cdktn-'));
  let ours: Record<string, unknown>;
  let theirs: Record<string, unknown>;

  beforeAll(() => {
    ours = synthesisedBy(join(folder, 'cdktf'));
    theirs = synthesisedBy(join(folder, 'cdktn'), '--conditions=cdktn');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is really the one that synthesises under the condition cdktn', () => {
    const probe = "console.log(import.meta.resolve('#cdktf'))";
    const resolved = execFileSync(
      process.execPath,
      ['--conditions=cdktn', '--input-type=module', '--eval', probe],
      { cwd: import.meta.dirname, encoding: 'utf8' },
    );
    expect(resolved).toContain('/node_modules/cdktn/');
  });

  it('makes the same stacks from the same code', () => {
    expect(Object.keys(theirs)).toEqual(Object.keys(ours));
    expect(theirs).toEqual(ours);
  });
});
