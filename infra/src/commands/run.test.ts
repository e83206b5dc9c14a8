import { describe, expect, it } from '@jest/globals';
import { CommandMissing, run } from './run.ts';

const script = (code: string): readonly string[] => ['-e', code];

describe('run', () => {
  it('gives the exit code and both streams', async () => {
    const result = await run(
      'node',
      script('console.log("out"); console.error("err"); process.exitCode = 3'),
    );

    expect(result).toEqual({ code: 3, stdout: 'out\n', stderr: 'err\n' });
  });

  it('never reads an argument as syntax of a shell', async () => {
    const { stdout } = await run('node', [...script('console.log(process.argv[1])'), '$(id); `id` > x']);

    expect(stdout).toBe('$(id); `id` > x\n');
  });

  it('hands the input to a program that opens /dev/stdin as a file, as the AWS CLI does', async () => {
    const { stdout, stderr } = await run('cat', ['/dev/stdin'], { input: '{"Value":"a secret"}' });

    expect({ stdout, stderr }).toEqual({ stdout: '{"Value":"a secret"}', stderr: '' });
  });

  it('hands the input to a program that reads its standard input', async () => {
    const { stdout } = await run('cat', [], { input: 'all of it' });

    expect(stdout).toBe('all of it');
  });

  it('adds to the environment', async () => {
    const { stdout } = await run('node', script('console.log(process.env.GNAR_TRY)'), {
      env: { GNAR_TRY: 'added' },
    });

    expect(stdout).toBe('added\n');
  });

  it('names a program that is missing', async () => {
    await expect(run('gnar-no-such-program', [])).rejects.toThrow(CommandMissing);
    await expect(run('gnar-no-such-program', [])).rejects.toThrow('"gnar-no-such-program" was not found');
  });
});
