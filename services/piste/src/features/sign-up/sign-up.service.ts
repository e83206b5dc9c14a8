import type { SignUpRequest } from '@gnar/contract';
import type { Database } from '@gnar/gear/database';
import { recordAudit, type Caller } from '../../audit/audit.ts';
import type { RequestEmail } from '../../mail/mail-requests.ts';
import { SIGN_UP_REQUESTED } from './sign-up.types.ts';

export interface SignUpService {
  request(signUp: Pick<SignUpRequest, 'email' | 'locale'>, caller: Caller): Promise<void>;
}

export interface SignUpOptions {
  readonly database: Pick<Database, 'transaction'>;
  readonly requestEmail: RequestEmail;
}

export function createSignUpService({ database, requestEmail }: SignUpOptions): SignUpService {
  return {
    // The same work for every address: who has an account is looked up later, off the request (ASVS 6.3.8).
    async request({ email, locale }, caller) {
      await database.transaction(async (transaction) => {
        await recordAudit(transaction, caller, { event: 'sign_up', outcome: 'requested' });
        await requestEmail(transaction, {
          kind: SIGN_UP_REQUESTED,
          payload: { email, locale: locale ?? null },
        });
      });
    },
  };
}
