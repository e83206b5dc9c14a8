import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp } from '../testing/test-app.ts';
import { gearTestDatabase } from '../testing/test-database.ts';
import type { Database, Transaction } from './database.ts';

let own: Awaited<ReturnType<typeof gearTestDatabase>>;
beforeAll(async () => {
  own = await gearTestDatabase();
});
afterAll(() => own.drop());

const words = /BEGIN|COMMIT|ROLLBACK|first|second|third/g;
// ErrorResponse, then ReadyForQuery outside a transaction.
const refusal = Buffer.from('E\0\0\0\x1cSERROR\0CXX000\0Mno room\0\0Z\0\0\0\x05I', 'latin1');

/** Stands between a pool of one connection and Postgres, and notes what comes from the pool in one piece. */
async function startRelayed(settings: { isProxy: boolean; refusesBegin?: boolean; losesRollback?: boolean }) {
  const pieces: string[] = [];
  const [host = '', port = ''] = (own.environment['GNAR_PG_ENDPOINT'] ?? '').split(':');
  const relay = createServer((client) => {
    const server = connect(Number(port), host).on('error', () => client.destroy());
    client.setNoDelay(true).on('error', () => server.destroy());
    server.setNoDelay(true).pipe(client);
    client.on('data', (piece) => {
      const found = piece.toString('latin1').match(words)?.join(' ');
      if (found !== undefined) pieces.push(found);
      if (found === 'BEGIN' && settings.refusesBegin === true) client.write(refusal);
      else if (found === 'ROLLBACK' && settings.losesRollback === true) return;
      else server.write(piece);
    });
    client.on('close', () => server.destroy());
  });
  await once(relay.listen(0, '127.0.0.1'), 'listening');
  const { port: relayPort } = relay.address() as AddressInfo;
  const running = await startTestApp({
    environment: {
      ...own.environment,
      GNAR_PG_ENDPOINT: `127.0.0.1:${relayPort}`,
      GNAR_PG_POOL_MAX: '1',
      ...(settings.isProxy ? { GNAR_PG_DIRECT_ENDPOINT: own.environment['GNAR_PG_ENDPOINT'] } : {}),
    },
  });
  return {
    database: running.parts.database,
    pieces,
    [Symbol.asyncDispose]: async () => {
      await running.app.stop();
      relay.close();
    },
  };
}

const ask = (tx: Transaction, name: string) => tx.one(`select $1::int as ${name}`, [1]);
const texts = (database: Database) => database.all('select text from notes');

describe('the queries of a transaction', () => {
  it('share the way to Postgres: the first leaves with the BEGIN, those asked at once leave together', async () => {
    await using relayed = await startRelayed({ isProxy: false });
    const rows = await relayed.database.transaction(async (tx) => {
      const first = await ask(tx, 'first');
      return [first, ...(await Promise.all([ask(tx, 'second'), ask(tx, 'third')]))];
    });
    expect(rows).toEqual([{ first: 1 }, { second: 1 }, { third: 1 }]);
    expect(relayed.pieces).toEqual(['BEGIN first', 'second third', 'COMMIT']);
  });

  it('go to a proxy one after the other', async () => {
    await using relayed = await startRelayed({ isProxy: true });
    await relayed.database.transaction(async (tx) => {
      await ask(tx, 'first');
      await Promise.all([ask(tx, 'second'), ask(tx, 'third')]);
    });
    expect(relayed.pieces).toEqual(['BEGIN', 'first', 'second', 'third', 'COMMIT']);
  });

  it('do not run when a proxy refuses the BEGIN', async () => {
    await using relayed = await startRelayed({ isProxy: true, refusesBegin: true });
    const work = relayed.database.transaction((tx) => tx.run("insert into notes (text) values ('first')"));
    await expect(work).rejects.toThrow('no room');
    expect(relayed.pieces).toEqual(['BEGIN', 'ROLLBACK']);
    expect(await texts(relayed.database)).toEqual([]);
  });

  it.each([false, true])(
    'that are asked at once are all taken back when one fails (behind a proxy: %p)',
    async (isProxy) => {
      await using relayed = await startRelayed({ isProxy });
      const { database } = relayed;
      const insert = (tx: Transaction) => tx.run("insert into notes (text) values ('half')");
      const work = database.transaction((tx) =>
        Promise.all([insert(tx), tx.run('select 1 / $1::int', [0]), insert(tx)]),
      );
      await expect(work).rejects.toMatchObject({ code: '22012' });
      expect(await texts(database)).toEqual([]);
      expect(await database.transaction((tx) => ask(tx, 'first'))).toEqual({ first: 1 });
    },
  );

  it.each([false, true])(
    'that are asked at once say why one failed, whichever of them is heard first (behind a proxy: %p)',
    async (isProxy) => {
      await using relayed = await startRelayed({ isProxy });
      const { database } = relayed;
      let attempts = 0;
      await database.transaction((tx) => {
        attempts += 1;
        // Contention, which the whole work is run again for; only the query behind it is heard of.
        const fails = `do $$ begin raise 'again' using errcode = '40001'; end $$`;
        const unheard = tx.run(attempts === 1 ? fails : 'select 1').then(
          () => undefined,
          () => new Promise<never>(() => undefined),
        );
        return Promise.all([unheard, tx.run("insert into notes (text) values ('once')")]);
      });
      expect(attempts).toBe(2);
      expect(await texts(database)).toEqual([{ text: 'once' }]);
      await database.run('delete from notes');
    },
  );

  it('are refused once it is over, since its connection may be another’s by then', async () => {
    await using relayed = await startRelayed({ isProxy: false });
    const { database } = relayed;
    const late: Transaction[] = [];
    await database.transaction(async (tx) => void late.push(tx));
    const failed = database.transaction(async (tx) => {
      late.push(tx);
      throw new Error('given up');
    });
    await expect(failed).rejects.toThrow('given up');
    for (const tx of late) {
      await expect(tx.run("insert into notes (text) values ('late')")).rejects.toThrow('is over');
    }
    expect(await texts(database)).toEqual([]);
  });

  it('are followed by none on a connection whose rollback was not answered: it is thrown away', async () => {
    await using relayed = await startRelayed({ isProxy: false, losesRollback: true });
    const { database } = relayed;
    const backend = (from: Pick<Database, 'one'>) =>
      from.one<{ pid: number }>('select pg_backend_pid() as pid');
    let first: { pid: number } | undefined;
    const failed = database.transaction(async (tx) => {
      first = await backend(tx);
      throw new Error('given up');
    });
    await expect(failed).rejects.toThrow('given up');
    const second = await backend(database);
    expect(second?.pid).not.toBe(first?.pid);
  }, 15_000);
});
