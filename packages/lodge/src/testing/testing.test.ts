import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { query, sesClient, sqsClient } from './clients.fixture.ts';
import globalSetup from './global-setup.ts';
import globalTeardown from './global-teardown.ts';
import { createTestDatabase, createTestQueue, testLodge, waitForMail } from './testing.ts';

jest.setTimeout(60_000);

beforeAll(globalSetup);
afterAll(globalTeardown);

const databaseOf = (database: string) => ({ ...testLodge().postgres, database });

describe('the lodge of a jest run', () => {
  it('starts once, however often it is set up', async () => {
    const before = testLodge().postgres;

    await globalSetup();

    expect(testLodge().postgres).toEqual(before);
    expect(testLodge().environment()['GNAR_PG_ENDPOINT']).toBe(`127.0.0.1:${before.port}`);
  });
});

describe('a test database', () => {
  const migrate = jest.fn(async (environment: Record<string, string>) => {
    await query(databaseOf(environment['GNAR_PG_DATABASE'] ?? ''), 'owner', 'create table note (text text)');
  });

  it('is a new copy of a template that is migrated once', async () => {
    const [one, two] = await Promise.all([
      createTestDatabase({ template: 'once', migrate }),
      createTestDatabase({ template: 'once', migrate }),
    ]);
    await query(databaseOf(one.database), 'service', "insert into note values ('mine')");

    expect(await query(databaseOf(one.database), 'service', 'select text from note')).toEqual([
      { text: 'mine' },
    ]);
    expect(await query(databaseOf(two.database), 'service', 'select text from note')).toEqual([]);
    expect(migrate).toHaveBeenCalledTimes(1);
    expect(one.environment()).toEqual({ ...testLodge().environment(), GNAR_PG_DATABASE: one.database });
  });

  it('gives the service no rights to DDL', async () => {
    const { database } = await createTestDatabase({ template: 'once', migrate });

    for (const statement of ['create table mine (id int)', 'create temporary table mine (id int)']) {
      await expect(query(databaseOf(database), 'service', statement)).rejects.toThrow('permission denied');
    }
  });

  it('gets a new template when the key changes', async () => {
    await createTestDatabase({ template: 'keyed', key: 'v1', migrate: async () => undefined });

    const { database } = await createTestDatabase({ template: 'keyed', key: 'v2', migrate });

    expect(await query(databaseOf(database), 'service', 'select text from note')).toEqual([]);
    const templates = await query(
      testLodge().postgres,
      'owner',
      "select from pg_database where datname ~ 'template_keyed'",
    );
    expect(templates).toHaveLength(1);
  });

  it('is never copied from a template whose migration failed', async () => {
    const failing = createTestDatabase({
      template: 'mended',
      migrate: () => Promise.reject(new Error('bad SQL')),
    });
    await expect(failing).rejects.toThrow('bad SQL');

    const { database } = await createTestDatabase({ template: 'mended', migrate });

    expect(await query(databaseOf(database), 'service', 'select text from note')).toEqual([]);
  });

  it('can be dropped while a connection is open', async () => {
    const { database, drop } = await createTestDatabase({ template: 'once', migrate });
    const held = query(databaseOf(database), 'service', 'select pg_sleep(60)').catch(() => 'cut off');

    await drop();

    expect(await held).toBe('cut off');
    await expect(query(databaseOf(database), 'service', 'select 1')).rejects.toThrow('does not exist');
  });
});

describe('a test queue', () => {
  it('has its own visibility time-out and dead letters', async () => {
    const { name, deadLetterName } = await createTestQueue({
      visibilityTimeoutSeconds: 1,
      maxReceiveCount: 1,
    });
    const sqs = sqsClient(testLodge().sqs.endpoint);
    await sqs.send(name, 'bad');

    expect(await sqs.receive(name, 1)).toEqual(['bad']);
    expect(await sqs.receive(name, 2)).toEqual([]);
    expect(await sqs.receive(deadLetterName, 1)).toEqual(['bad']);
  });
});

describe('waitForMail', () => {
  it('returns the newest email that matches, ignoring the case of the address', async () => {
    const ses = sesClient(testLodge().ses.endpoint);
    const waiting = waitForMail('ada@example.com', ({ subject }) => subject.startsWith('Activate'));
    await ses.send('someone@example.com', 'Activate another');
    await ses.send('Ada <Ada@Example.com>', 'Welcome');
    await ses.send('Ada <Ada@Example.com>', 'Activate your account');

    expect(await waiting).toEqual({
      to: ['Ada <Ada@Example.com>'],
      from: 'Project Gnar <hello@example.com>',
      subject: 'Activate your account',
      html: '<p>Activate your account</p>',
      text: 'Activate your account',
    });
  });

  it('throws with the subjects that did arrive when no email matches', async () => {
    await sesClient(testLodge().ses.endpoint).send('bob@example.com', 'Something else');

    const waiting = waitForMail('bob@example.com', ({ subject }) => subject === 'Reset', { timeoutMs: 100 });

    await expect(waiting).rejects.toThrow(
      'No matching mail to bob@example.com within 100 ms; it got "Something else".',
    );
  });
});
