import type { Transaction } from '@gnar/gear/database';
import type { Job, Jobs } from '@gnar/gear/jobs';

/** Notes, in the transaction of a request, that its sender may have to be written to. */
export type RequestEmail = (transaction: Transaction, item: Pick<Job, 'kind' | 'payload'>) => Promise<void>;

/**
 * For emails that a stranger can cause. They leave at a random moment: what they cost the machine, or that they cost it
 * nothing because the address has no account, then falls on any request and not on the stranger's next one, whose
 * time would tell who has an account (ASVS 6.3.8).
 */
export function createRequestEmail(jobs: Pick<Jobs, 'add'>, spreadSeconds: number): RequestEmail {
  return (transaction, item) =>
    jobs.add(transaction, { ...item, delaySeconds: Math.random() * spreadSeconds });
}
