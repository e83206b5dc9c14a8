import type { Argon2, RateLimits } from '@gnar/gear';
import { mailboxKey } from '../accounts/mailbox-key.ts';
import type { User } from '../accounts/user.types.ts';
import { InvalidCredentialsError } from './invalid-credentials-error.ts';
import { normalisePassword } from './password-rules.ts';

/** A user whose password was right a moment ago. */
export interface ProvenUser extends User {
  readonly passwordHash: string;
}

export interface PasswordClaim {
  readonly email: string;
  /** Absent when the address is nobody's: it costs the same work. */
  readonly user: User | undefined;
  readonly password: string;
  /** Of the field to blame, where the caller is known already. */
  readonly path?: string;
}

export interface CurrentPassword {
  /**
   * Checks a password under the account's throttle, which an address without account has as well.
   *
   * @throws InvalidCredentialsError, TooManyRequestsError
   */
  prove(claim: PasswordClaim): Promise<ProvenUser>;
  /** After a reset the owner starts with a clean slate. */
  forgive(email: string): Promise<void>;
}

interface CurrentPasswordOptions {
  readonly argon2: Pick<Argon2, 'verify' | 'verifyDummy'>;
  readonly rateLimits: Pick<RateLimits, 'assertAllowed' | 'recordFailure' | 'clear'>;
}

const THROTTLE = 'password';

export function createCurrentPassword({ argon2, rateLimits }: CurrentPasswordOptions): CurrentPassword {
  return {
    async prove({ email, user, password, path }) {
      const key = mailboxKey(email);
      await rateLimits.assertAllowed(THROTTLE, key);
      const hash = user?.status === 'active' ? user.passwordHash : null;
      const normalised = normalisePassword(password);
      const right =
        hash === null ? await argon2.verifyDummy(normalised) : await argon2.verify(hash, normalised);
      if (!right || !user || hash === null) {
        await rateLimits.recordFailure(THROTTLE, key);
        throw new InvalidCredentialsError(path);
      }
      await rateLimits.clear(THROTTLE, key);
      return { ...user, passwordHash: hash };
    },
    forgive: (email) => rateLimits.clear(THROTTLE, mailboxKey(email)),
  };
}
