import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const called = (script: string, ...args: string[]) =>
  spawnSync(process.execPath, ['--conditions=source', join(import.meta.dirname, script), ...args], {
    encoding: 'utf8',
  });

describe('a delivery program with wrong arguments', () => {
  it.each([
    ['smoke.ts', [], 'Name an environment: staging or production'],
    ['smoke.ts', ['nowhere'], 'Name an environment: staging or production'],
    ['smoke.ts', ['staging', '--often'], "Unknown option '--often'"],
    ['apply.ts', ['staging'], 'Name the cluster: --context'],
  ])('%s %j prints the error and its usage, without a stack', (script, args, sentence) => {
    const { status, stderr } = called(script, ...args);

    expect(status).toBe(2);
    expect(stderr).toContain(sentence);
    expect(stderr).toContain('npm run ');
    expect(stderr).not.toContain('    at ');
  });
});
