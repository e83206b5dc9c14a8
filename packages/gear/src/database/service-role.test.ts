import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { parseHostPort } from '../config/env.ts';
import { gearTestDatabase } from '../testing/test-database.ts';
import { ensureServiceRole, limitRole, scramVerifier } from './service-role.ts';

describe("the services' role", () => {
  let own: Awaited<ReturnType<typeof gearTestDatabase>>;
  let owner: Client;
  const username = `service_${randomBytes(4).toString('hex')}`;

  const connection = () => ({
    ...parseHostPort(own.environment['GNAR_PG_ENDPOINT']!),
    database: own.environment['GNAR_PG_DATABASE'],
  });
  const logIn = async (password: string) => {
    const client = new Client({ ...connection(), user: username, password });
    await client.connect().finally(() => client.end());
  };

  beforeAll(async () => {
    own = await gearTestDatabase();
    owner = new Client({
      ...connection(),
      user: own.environment['GNAR_PG_OWNER_USERNAME'],
      password: own.environment['GNAR_PG_OWNER_PASSWORD'],
    });
    await owner.connect();
  });

  afterAll(async () => {
    await owner.query(`drop role if exists ${username}`);
    await owner.end();
    await own.drop();
  });

  it('is made on a database that has none, and logs in with its password only', async () => {
    await ensureServiceRole(owner, connection(), { username, password: 'first snow' });

    await logIn('first snow');
    await expect(logIn('second snow')).rejects.toThrow('password authentication failed');
  });

  it('keeps its password when migrations run again', async () => {
    await ensureServiceRole(owner, connection(), { username, password: 'first snow' });

    await logIn('first snow');
  });

  it('takes the new password when the secret was changed', async () => {
    await ensureServiceRole(owner, connection(), { username, password: 'fresh powder' });

    await logIn('fresh powder');
    await expect(logIn('first snow')).rejects.toThrow('password authentication failed');
  });

  it('carries its time-outs where a proxy lets no connection ask for them', async () => {
    await limitRole(owner, username);

    const service = new Client({ ...connection(), user: username, password: 'fresh powder' });
    await service.connect();
    const { rows } = await service.query('show statement_timeout');
    await service.end();
    expect(rows).toEqual([{ statement_timeout: '5s' }]);
  });

  it('is told to the server by a verifier, which does not hold the password', () => {
    const verifier = scramVerifier('pencil', Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64'));

    // RFC 7677, section 3: the same password and salt.
    expect(verifier).toBe(
      'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=',
    );
  });
});
