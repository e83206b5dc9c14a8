import { describe, expect, it, jest } from '@jest/globals';
import { jobsForTests } from '../testing/jobs-under-test.ts';
import { jobsCommand } from './jobs-command.ts';

describe('the command for parked jobs', () => {
  const jobs = jobsForTests();

  async function run(...words: string[]) {
    let output = '';
    const write = (text: unknown) => {
      output += String(text);
      return true;
    };
    const spies = [process.stdout, process.stderr].map((stream) =>
      jest.spyOn(stream, 'write').mockImplementation(write),
    );
    const code = await jobsCommand(words, jobs.environment);
    for (const spy of spies) spy.mockRestore();
    return { code, output };
  }
  const park = (kind: string) =>
    jobs.database.run(
      `insert into outbox (kind, payload, attempts, available_at, dead_at, last_error)
       values ($1, '{"to":"ann@example.com"}', 100, 'infinity', now(), 'Error: refused')`,
      [kind],
    );

  it('lists them without what they hold, retries one, and then all', async () => {
    for (const kind of ['one', 'two', 'three']) await park(kind);
    await jobs.add({}, 'not parked');
    const { code, output } = await run('list');
    expect([code, output.split('\n').length]).toEqual([0, 5]);
    expect(output).toMatch(/^[\da-f-]{36} {2}\S+Z {2}one {2}100 attempts {2}Error: refused\n/);
    expect(output).toMatch(/\n3 parked\n$/);
    expect(output).not.toContain('ann@example.com');

    expect(await run('retry', output.slice(0, 36))).toEqual({ code: 0, output: 'Retried 1\n' });
    const kinds = async () => (await jobs.rows()).filter(({ isParked }) => isParked).map(({ kind }) => kind);
    expect(await kinds()).toEqual(['two', 'three']);
    expect(await run('retry', '--all')).toEqual({ code: 0, output: 'Retried 2\n' });
    expect(await run('list')).toEqual({ code: 0, output: '0 parked\n' });
  });

  it('deletes a parked job, and no other', async () => {
    await park('one');
    await jobs.add({}, 'waiting');
    const [one, waiting] = await jobs.rows();
    expect(await run('discard', waiting?.id ?? '')).toEqual({ code: 1, output: 'No such job is parked.\n' });
    expect(await run('discard', one?.id ?? '')).toEqual({ code: 0, output: 'Deleted 1\n' });
    expect((await jobs.rows()).map(({ kind }) => kind)).toEqual(['waiting']);
  });

  it.each([
    [[], 0, 'retry --all'],
    [['--help'], 0, 'retry --all'],
    [['retry'], 2, 'Unknown command "retry"'],
    [['retry', '12'], 2, 'Unknown command "retry 12"'],
    [['discard', '--all'], 2, 'Unknown command "discard --all"'],
    [['list', 'all'], 2, 'Unknown command "list all"'],
  ])('answers %j with the exit code %i', async (words, code, text) => {
    expect(await run(...words)).toEqual({ code, output: expect.stringContaining(text) });
  });
});
