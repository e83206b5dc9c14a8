import type { Argon2, RateLimits } from '@gnar/gear';
import { accountKey } from '../accounts/account-key.ts';
import type { User } from '../accounts/user.types.ts';
import { InvalidCredentialsError } from './invalid-credentials-error.ts';
import { normalisePassword } from './password-rules.ts';

/** A user whose password was right a moment ago. */
export interface ProvenUser extends User {
  readonly passwordHash: string;
}

export interface PasswordClaim {
  readonly email: string;
  /** Absent when the address has no account: it costs the same work. */
  readonly user: User | undefined;
  readonly password: string;
}

export interface RepeatedClaim {
  /** Of the session. */
  readonly userId: string;
  /** Absent when the account was deleted in the meantime. */
  readonly user: User | undefined;
  readonly password: string;
  /** Of the field to blame: the caller is known already. */
  readonly path: string;
}

export interface CurrentPassword {
  /**
   * Checks a password at log-in, under the throttle of the address, which an address without account has as well.
   *
   * @throws InvalidCredentialsError, TooManyRequestsError
   */
  prove(claim: PasswordClaim): Promise<ProvenUser>;
  /**
   * Checks the password of a person who is signed in. All routes that ask for it share one throttle per user, so that
   * a stolen session gains no guesses by another route; failed log-ins, which anyone can cause, do not count in it.
   *
   * @throws InvalidCredentialsError, TooManyRequestsError
   */
  proveAgain(claim: RepeatedClaim): Promise<ProvenUser>;
  /**
   * Checks the password of a moment ago against the account as it is now; there is no throttle.
   *
   * @throws InvalidCredentialsError
   */
  confirm(claim: Pick<PasswordClaim, 'user' | 'password'> & { readonly path?: string }): Promise<ProvenUser>;
  /** After a reset the owner starts with a clean slate. */
  forgive(user: Pick<User, 'id' | 'email'>): Promise<void>;
}

interface CurrentPasswordOptions {
  readonly argon2: Pick<Argon2, 'verify' | 'verifyDummy'>;
  readonly rateLimits: Pick<RateLimits, 'assertAllowed' | 'recordFailure' | 'clear'>;
}

/** What failures are counted for. */
interface Budget {
  readonly throttle: string;
  readonly key: string;
}

/** NIST SP 800-63B-4, section 3.2.2: consecutive failures after which a password is no longer taken. */
const MOST_FAILURES = 100;

const ofAddress = (email: string): Budget => ({ throttle: 'password', key: accountKey(email) });
const ofUser = (userId: string): Budget => ({ throttle: 're-authentication', key: userId });

export function createCurrentPassword({ argon2, rateLimits }: CurrentPasswordOptions): CurrentPassword {
  const check = async (user: User | undefined, password: string): Promise<ProvenUser | undefined> => {
    const hash = user?.status === 'active' ? user.passwordHash : null;
    const normalised = normalisePassword(password);
    const right =
      hash === null ? await argon2.verifyDummy(normalised) : await argon2.verify(hash, normalised);
    return right && user && hash !== null ? { ...user, passwordHash: hash } : undefined;
  };

  /** @param path of the field to blame; absent at log-in. */
  const checkWithin = async (
    { throttle, key }: Budget,
    { user, password, path }: Pick<PasswordClaim, 'user' | 'password'> & { readonly path?: string },
  ) => {
    await rateLimits.assertAllowed(throttle, key, MOST_FAILURES);
    const proven = await check(user, password);
    if (!proven) {
      await rateLimits.recordFailure(throttle, key);
      throw new InvalidCredentialsError(path);
    }
    await rateLimits.clear(throttle, key);
    return proven;
  };

  return {
    prove: ({ email, ...claim }) => checkWithin(ofAddress(email), claim),
    proveAgain: ({ userId, ...claim }) => checkWithin(ofUser(userId), claim),

    async confirm({ user, password, path }) {
      const proven = await check(user, password);
      if (!proven) throw new InvalidCredentialsError(path);
      return proven;
    },

    async forgive({ id, email }) {
      const budgets = [ofAddress(email), ofUser(id)];
      await Promise.all(budgets.map(({ throttle, key }) => rateLimits.clear(throttle, key)));
    },
  };
}
