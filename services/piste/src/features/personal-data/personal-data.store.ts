import type { Queryable } from '@gnar/gear/database';

export interface AuditRow {
  readonly event: string;
  readonly outcome: string;
  readonly at: Date;
  readonly ip: string | null;
  readonly requestId: string | null;
}

/** What the audit holds about a user, oldest first. */
export function findAudit(database: Pick<Queryable, 'all'>, userId: string): Promise<AuditRow[]> {
  return database.all<AuditRow>(
    `SELECT event, outcome, at, host(ip) AS ip, request_id AS "requestId"
     FROM audit WHERE user_id = $1 ORDER BY at, id`,
    [userId],
  );
}

/** What waits to be delivered to the user. A delivery in hand finds the account gone. */
export async function removeWaitingEmails(
  database: Pick<Queryable, 'run'>,
  { id, email }: { id: string; email: string },
): Promise<void> {
  await database.run(
    `DELETE FROM outbox WHERE payload ->> 'userId' = $1 OR lower(payload ->> 'email') = lower($2)`,
    [id, email],
  );
}

/** The user and, by the database's own rules, everything that belongs to them. */
export async function removeUser(database: Pick<Queryable, 'run'>, userId: string): Promise<void> {
  await database.run('DELETE FROM users WHERE id = $1', [userId]);
}
