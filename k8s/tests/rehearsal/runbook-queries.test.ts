import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startLodge, type Lodge } from '@gnar/lodge';
import pg from 'pg';
import type { AuditEvent } from '../../../services/piste/src/audit/audit.ts';
import { migrateWith } from '../../../services/piste/src/migrate.ts';

const page = readFileSync(new URL('../../../docs/operate.md', import.meta.url), 'utf8');
/** Whole statements: in a block of code up to the semicolon, or between backticks. */
const queries = [...page.matchAll(/(?:^ *|`)(select [^;`]+)[;`]/gm)].map(([, sql = '']) =>
  sql.replaceAll(/\s+/g, ' '),
);
/** Whom the query about failed log-ins asks for. */
const logIn: AuditEvent = 'log_in';

describe('the queries of the runbook', () => {
  let lodge: Lodge;
  let client: pg.Client;

  beforeAll(async () => {
    lodge = await startLodge({ services: ['postgres'] });
    await migrateWith(lodge.environment());
    const { host, port, database, owner } = lodge.postgres;
    client = new pg.Client({ host, port, database, user: owner.username, password: owner.password });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await lodge.stop();
  });

  it('are found in the page', () => {
    expect(queries.length).toBeGreaterThan(5);
    expect(queries.join('\n')).toContain(`event = '${logIn}' and outcome <> 'succeeded'`);
  });

  it.each(queries)('can be run on the schema as it is: %s', async (sql) => {
    await expect(client.query(`EXPLAIN ${sql}`)).resolves.toBeDefined();
  });
});
