import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { UnavailableError } from '../errors/errors.ts';
import { startTestApp, type TestApp } from '../testing/test-app.ts';
import { gearTestDatabase } from '../testing/test-database.ts';
import type { Database, Transaction } from './database.ts';

/** @returns what so many call, and what resolves for all of them when the last has called it */
function meetingOf(many: number): () => Promise<void> {
  let missing = many;
  let open: () => void = () => undefined;
  const all = new Promise<void>((resolve) => (open = resolve));
  return () => {
    missing -= 1;
    if (missing === 0) open();
    return all;
  };
}

describe('the database', () => {
  let own: Awaited<ReturnType<typeof gearTestDatabase>>;
  let running: TestApp;
  let database: Database;

  beforeAll(async () => {
    own = await gearTestDatabase();
    running = await startTestApp({ environment: { ...own.environment, GNAR_PG_POOL_MAX: '3' } });
    ({ database } = running.parts);
  });

  afterAll(async () => {
    await running.app.stop();
    await own.drop();
  });

  const texts = async () =>
    (await database.all<{ text: string }>('select text from notes order by id')).map(({ text }) => text);

  it('limits every statement, but asks a proxy for nothing: there the role has its limits', async () => {
    const timeout = async (environment: Record<string, string>) => {
      const app = await startTestApp({ environment: { ...own.environment, ...environment } });
      const row = await app.parts.database.one<{ statement_timeout: string }>('show statement_timeout');
      await app.app.stop();
      return row?.statement_timeout;
    };
    expect(await timeout({})).toBe('5s');
    expect(await timeout({ GNAR_PG_DIRECT_ENDPOINT: own.environment['GNAR_PG_ENDPOINT']! })).toBe('0');
  });

  it('brings one row, all rows, or how many it touched', async () => {
    expect(await database.run("insert into notes (text) values ('one-a'), ('one-b')")).toBe(2);
    expect(await database.one<{ text: string }>('select text from notes where text = $1', ['one-b'])).toEqual(
      {
        text: 'one-b',
      },
    );
    expect(await database.one('select 1 from notes where text = $1', ['absent'])).toBeUndefined();
    expect(await texts()).toEqual(['one-a', 'one-b']);
    expect(await database.run('delete from notes')).toBe(2);
    expect(await database.run('notify news')).toBe(0);
    expect(await database.transaction((tx) => tx.run('lock table notes'))).toBe(0);
  });

  it('prepares a named query once per connection', async () => {
    const query = { name: 'sum', text: 'select $1::int + $2::int as sum' };
    expect(await database.one(query, [1, 2])).toEqual({ sum: 3 });
    const prepared = await database.transaction(async (tx) => {
      await tx.one(query, [3, 4]);
      return tx.all<{ name: string }>("select name from pg_prepared_statements where name = 'sum'");
    });
    expect(prepared).toEqual([{ name: 'sum' }]);
  });

  it('takes values as values, never as SQL', async () => {
    const evil = "'); drop table notes; --";
    await database.run('insert into notes (text) values ($1)', [evil]);
    expect(await texts()).toEqual([evil]);
    await database.run('delete from notes');
  });

  it('says which rule a query broke', async () => {
    await database.run("insert into notes (text) values ('twice')");
    await expect(database.run("insert into notes (text) values ('twice')")).rejects.toMatchObject({
      code: '23505',
    });
    await database.run('delete from notes');
  });

  describe('a transaction', () => {
    it('keeps everything, and then runs what waited for the commit', async () => {
      const seen: string[][] = [];
      const result = await database.transaction(async (tx) => {
        tx.afterCommit(async () => void seen.push(await texts()));
        await tx.run("insert into notes (text) values ('kept')");
        expect(await texts()).toEqual([]);
        return 'done';
      });
      expect(result).toBe('done');
      expect(seen).toEqual([['kept']]);
      await database.run('delete from notes');
    });

    it('keeps nothing when its work throws, and runs nothing', async () => {
      const hooks: string[] = [];
      const work = database.transaction(async (tx) => {
        tx.afterCommit(() => void hooks.push('ran'));
        await tx.run("insert into notes (text) values ('lost')");
        throw new RangeError('no');
      });
      await expect(work).rejects.toThrow(new RangeError('no'));
      expect([await texts(), hooks]).toEqual([[], []]);
    });

    it('stands though a hook after it fails', async () => {
      await database.transaction(async (tx) => {
        tx.afterCommit(() => {
          throw new Error('hook');
        });
        await tx.run("insert into notes (text) values ('stands')");
      });
      expect(await texts()).toEqual(['stands']);
      expect(running.logs.saying('a hook after a commit failed')).toHaveLength(1);
      await database.run('delete from notes');
    });

    describe('whose commit fails', () => {
      const hooks: string[] = [];
      const commit = (work: (tx: Transaction) => Promise<unknown>) =>
        database.transaction(async (tx) => {
          tx.afterCommit(() => void hooks.push('ran'));
          await tx.run("insert into notes (text, reply_to) values ('unkept', null)");
          await work(tx);
        });
      afterEach(async () => {
        expect([await texts(), hooks]).toEqual([[], []]);
      });

      it('throws what a deferred constraint says, and runs no hook', async () => {
        const work = commit((tx) => tx.run("insert into notes (text, reply_to) values ('to nothing', -1)"));
        await expect(work).rejects.toMatchObject({ code: '23503' });
      });

      it('is a 503 when its connection is cut before the commit, and runs no hook', async () => {
        const work = commit(async (tx) => {
          const row = await tx.one<{ pid: number }>('select pg_backend_pid() as pid');
          await database.run('select pg_terminate_backend($1, 2000)', [row?.pid]);
        });
        await expect(work).rejects.toBeInstanceOf(UnavailableError);
      });

      it('throws when its work swallowed the error of a query, which Postgres answers with a rollback', async () => {
        const work = commit((tx) => tx.run('select 1 / 0').catch(() => undefined));
        await expect(work).rejects.toThrow('rolled back');
      });
    });

    it('gives its connection back, whatever happens', async () => {
      for (let turn = 0; turn < 10; turn += 1) {
        await database.transaction(() => Promise.reject(new Error('x'))).catch(() => undefined);
      }
      expect(await database.one('select 1 as one')).toEqual({ one: 1 });
    });
  });

  describe('transactions that deadlock', () => {
    /** Locks two notes in the order given; the first attempts of two of these wait for each other. */
    async function lockInTurn(texts: readonly string[], met: () => Promise<void>, attempts: string[]) {
      let attempt = 0;
      await database.transaction(async (tx) => {
        attempt += 1;
        attempts.push(texts.join());
        tx.afterCommit(() => void attempts.push(`committed ${attempt}`));
        for (const [index, text] of texts.entries()) {
          await tx.one('select 1 from notes where text = $1 for update', [text]);
          if (index === 0 && attempt === 1) await met();
        }
        await tx.run('update notes set reply_to = id where text = $1', [texts[0]]);
      });
    }

    it('both succeed: the one that Postgres ends runs again, and only its last attempt’s hooks run', async () => {
      await database.run("insert into notes (text) values ('left'), ('right')");
      const met = meetingOf(2);
      const attempts: string[] = [];
      await Promise.all([
        lockInTurn(['left', 'right'], met, attempts),
        lockInTurn(['right', 'left'], met, attempts),
      ]);
      expect(attempts.filter((line) => line.startsWith('committed')).toSorted()).toEqual([
        'committed 1',
        'committed 2',
      ]);
      expect(attempts).toHaveLength(5);
      expect(await database.run('delete from notes where reply_to = id')).toBe(2);
    }, 10_000);

    it.each(['40P01', '40001'])('end as 503 with Retry-After when %s comes again and again', async (code) => {
      let attempts = 0;
      const work = database.transaction(async (tx) => {
        attempts += 1;
        await tx.run(`do $$ begin raise exception 'again' using errcode = '${code}'; end $$`);
      });
      await expect(work).rejects.toMatchObject({
        status: 503,
        code: 'unavailable',
        headers: { 'Retry-After': '1' },
      });
      expect(attempts).toBe(4);
    });

    it('are not tried again for any other error', async () => {
      let attempts = 0;
      const work = database.transaction(async (tx) => {
        attempts += 1;
        await tx.run('select 1 / 0');
      });
      await expect(work).rejects.toMatchObject({ code: '22012' });
      expect(attempts).toBe(1);
    });

    it('are a 503 outside a transaction too', async () => {
      const work = database.run(`do $$ begin raise exception 'again' using errcode = '40P01'; end $$`);
      await expect(work).rejects.toBeInstanceOf(UnavailableError);
    });
  });

  describe('limits', () => {
    it('has no more connections than the pool allows; who waits too long hears so', async () => {
      const busy = Array.from({ length: 4 }, () => database.one('select pg_sleep(2.5)'));
      const results = await Promise.allSettled(busy);
      expect(results.map(({ status }) => status)).toEqual([
        'fulfilled',
        'fulfilled',
        'fulfilled',
        'rejected',
      ]);
      expect(results[3]).toMatchObject({ reason: expect.any(UnavailableError) });
    }, 10_000);

    it('cancels a query that takes longer than five seconds', async () => {
      await expect(database.one('select pg_sleep(7)')).rejects.toMatchObject({
        status: 503,
        code: 'unavailable',
      });
    }, 10_000);
  });

  it('lives on when its connections are cut', async () => {
    const pids = await Promise.all(
      [1, 2, 3].map(() => database.one<{ pid: number }>('select pg_backend_pid() as pid, pg_sleep(0.1)')),
    );
    const cut = database.transaction(async (tx) => {
      await tx.run(
        'select pg_terminate_backend(pid) from pg_stat_activity where pid = any($1) and pid <> pg_backend_pid()',
        [pids.map((row) => row?.pid)],
      );
    });
    await cut;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await database.one('select 1 as one')).toEqual({ one: 1 });
    expect(running.logs.saying('an idle Postgres connection was lost').length).toBeGreaterThan(0);
  });

  it('answers 503 inside a transaction whose connection is cut', async () => {
    const work = database.transaction(async (tx) => {
      const row = await tx.one<{ pid: number }>('select pg_backend_pid() as pid');
      await database.run('select pg_terminate_backend($1)', [row?.pid]);
      await tx.run('select 1');
    });
    await expect(work).rejects.toBeInstanceOf(UnavailableError);
    expect(await database.one('select 1 as one')).toEqual({ one: 1 });
  });
});
