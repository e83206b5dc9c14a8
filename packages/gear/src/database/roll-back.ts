import type { Client } from 'pg';

/** Ends a transaction that may have failed; without one Postgres only warns. A connection that is gone has told its error. */
export async function rollBack(client: Client): Promise<void> {
  await client.query('rollback').catch(() => undefined);
}
