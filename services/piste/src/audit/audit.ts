import type { Queryable, Transaction } from '@gnar/gear/database';
import { ProblemError } from '@gnar/gear/errors';
import type { Logger } from '@gnar/gear/logging';

/** Who asks: what a request tells about its sender. */
export interface Caller {
  readonly ip: string;
  readonly requestId: string;
  readonly log: Pick<Logger, 'info'>;
}

/** What a row tells of who caused it; the address is absent where it was no request. */
export type AuditedCaller = Omit<Caller, 'ip'> & { readonly ip: string | null };

export type AuditEvent =
  | 'sign_up'
  | 'activate'
  | 'log_in'
  | 'log_out'
  | 'guessing_stopped'
  | 'step_up'
  | 'forgot_password'
  | 'reset_password'
  | 'change_password'
  | 'change_details'
  | 'end_session'
  | 'export_personal_data'
  | 'delete_account';

export interface AuditEntry {
  readonly event: AuditEvent;
  /** `succeeded`, `requested` or the code of the refusal. */
  readonly outcome: string;
  /** Absent where there is no account, or where looking it up would reveal who has one. */
  readonly userId?: string;
}

/** Whom an action turns out to be about, as soon as it is known. */
export interface Subject {
  userId?: string;
}

/**
 * Keeps and logs the outcome of something that matters for security (ASVS 16.3): who, what, when, request, address.
 * It names no mailbox, so that the log holds none and a deletion leaves none behind. A row about no account keeps only
 * the network of the address, and a deletion clears both columns: the database's triggers see to it.
 */
export async function recordAudit(
  database: Pick<Queryable, 'run'> & Partial<Pick<Transaction, 'afterCommit'>>,
  caller: AuditedCaller,
  entry: AuditEntry,
): Promise<void> {
  const { ip, requestId } = caller;
  const { event, outcome, userId } = entry;
  await database.run(
    {
      name: 'audit-insert',
      text: 'INSERT INTO audit (event, outcome, user_id, ip, request_id) VALUES ($1, $2, $3, $4, $5)',
    },
    [event, outcome, userId ?? null, ip, requestId],
  );
  const log = () => logAudit(caller, entry);
  // What a transaction takes back did not happen.
  if (database.afterCommit) database.afterCommit(log);
  else log();
}

/** The line that goes with a row. */
export function logAudit({ ip, log }: AuditedCaller, { event, outcome, userId }: AuditEntry): void {
  log.info({ event, outcome, userId, ip }, 'audit');
}

/** Does the work; when it is refused, the refusal's code is kept as the outcome before the caller hears of it. */
export async function auditRefusal<T>(
  database: Pick<Queryable, 'run'>,
  caller: Caller,
  event: AuditEvent,
  work: (subject: Subject) => Promise<T>,
): Promise<T> {
  const subject: Subject = {};
  try {
    return await work(subject);
  } catch (error) {
    if (error instanceof ProblemError && error.status < 500) {
      await recordAudit(database, caller, { event, outcome: error.code, ...subject });
    }
    throw error;
  }
}
