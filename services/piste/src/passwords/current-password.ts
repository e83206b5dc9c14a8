import type { Argon2 } from '@gnar/gear/argon2';
import type { RateLimits } from '@gnar/gear/rate-limit';
import { accountKey } from '../accounts/account-key.ts';
import type { User } from '../accounts/user.types.ts';
import { InvalidCredentialsError } from './invalid-credentials-error.ts';
import { normalisePassword } from './password-rules.ts';

/** A user whose password was right a moment ago. */
export interface VerifiedUser extends User {
  readonly passwordHash: string;
}

export interface PasswordClaim {
  readonly email: string;
  /** Absent when the address has no account: it costs the same work. */
  readonly user: User | undefined;
  readonly password: string;
  /** Id of the device, where it has logged in to this account before. */
  readonly device?: string | undefined;
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
   * Checks a password at log-in, under the throttle of the address, which an address without account has as well. A
   * known device has failures of its own: those of strangers do not hold it back.
   *
   * @throws InvalidCredentialsError, TooManyRequestsError
   */
  verify(claim: PasswordClaim): Promise<VerifiedUser>;
  /**
   * Checks the password of a person who is signed in. All routes that ask for it share one throttle per user, so that
   * a stolen session gains no guesses by another route; failed log-ins, which anyone can cause, do not count in it.
   *
   * @throws InvalidCredentialsError, TooManyRequestsError
   */
  reauthenticate(claim: RepeatedClaim): Promise<VerifiedUser>;
  /**
   * Checks the password of a moment ago against the account as it is now; there is no throttle.
   *
   * @throws InvalidCredentialsError
   */
  confirm(
    claim: Pick<PasswordClaim, 'user' | 'password'> & { readonly path?: string },
  ): Promise<VerifiedUser>;
  /** After a reset the owner starts with a clean slate. */
  resetThrottle(user: Pick<User, 'id' | 'email'>): Promise<void>;
}

interface CurrentPasswordOptions {
  readonly argon2: Pick<Argon2, 'verify' | 'verifyDummy'>;
  readonly rateLimits: Pick<RateLimits, 'assertAllowed' | 'withdraw' | 'recordFailure' | 'clear'>;
  /**
   * Called when strangers have had all their guesses at an address, whether it has an account or not; again when what
   * followed was lost.
   */
  readonly onGuessingStopped: (email: string) => Promise<void>;
}

/** What failures are counted for. */
interface Budget {
  readonly throttle: string;
  readonly key: string;
}

/**
 * NIST SP 800-63B-4, section 3.2.2: consecutive failures after which a password is no longer taken. A known device or
 * a reset lets the owner in all the same: see docs/adr/0013-throttling.md, with the arithmetic.
 */
const MOST_FAILURES = 100;

/** Failures after which a known device counts as a stranger's: it may have been stolen. */
const MOST_FAILURES_OF_DEVICE = 10;

const ofAddress = (email: string): Budget => ({ throttle: 'password', key: accountKey(email) });
const ofDevice = (device: string): Budget => ({ throttle: 'known-device', key: device });
const ofUser = (userId: string): Budget => ({ throttle: 're-authentication', key: userId });

export function createCurrentPassword(options: CurrentPasswordOptions): CurrentPassword {
  const { argon2, rateLimits, onGuessingStopped } = options;

  const check = async (user: User | undefined, password: string): Promise<VerifiedUser | undefined> => {
    const hash = user?.status === 'active' ? user.passwordHash : null;
    const normalised = normalisePassword(password);
    const right =
      hash === null ? await argon2.verifyDummy(normalised) : await argon2.verify(hash, normalised);
    return right && user && hash !== null ? { ...user, passwordHash: hash } : undefined;
  };

  const assertAllowed = ({ throttle, key }: Budget) => rateLimits.assertAllowed(throttle, key, MOST_FAILURES);
  const fail = ({ throttle, key }: Budget) => rateLimits.recordFailure(throttle, key);
  const clear = (...budgets: readonly Budget[]) =>
    Promise.all(budgets.map(({ throttle, key }) => rateLimits.clear(throttle, key)));

  /** @returns the budget in which a failure counts, and how many it has */
  const assertLogInAllowed = async (address: Budget, device: string | undefined) => {
    if (device !== undefined) {
      const known = ofDevice(device);
      const failures = await assertAllowed(known);
      if (failures < MOST_FAILURES_OF_DEVICE) return { budget: known, failures };
      // Judged as a stranger's: the device's own next try must not look like a second one at the same moment.
      await rateLimits.withdraw(known.throttle, known.key);
    }
    return { budget: address, failures: await assertAllowed(address) };
  };

  /** Counts one more failure than there were. */
  const failAtLogIn = async (budget: Budget, failures: number, email: string) => {
    // Announced before it is counted: a process that is lost in between leaves the last guess to be judged once more.
    const isLast = failures + 1 >= MOST_FAILURES;
    if (isLast) await onGuessingStopped(email);
    const counted = await fail(budget);
    // Of two that were judged at the same moment neither was the last when it began.
    if (!isLast && counted >= MOST_FAILURES) await onGuessingStopped(email);
  };

  return {
    async verify({ email, user, password, device }) {
      const address = ofAddress(email);
      const { budget, failures } = await assertLogInAllowed(address, device);
      const verified = await check(user, password);
      if (!verified) {
        await failAtLogIn(budget, failures, email);
        throw new InvalidCredentialsError();
      }
      await clear(...new Set([budget, address]));
      return verified;
    },

    async reauthenticate({ userId, user, password, path }) {
      await assertAllowed(ofUser(userId));
      const verified = await check(user, password);
      if (!verified) {
        await fail(ofUser(userId));
        throw new InvalidCredentialsError(path);
      }
      await clear(ofUser(userId));
      return verified;
    },

    async confirm({ user, password, path }) {
      const verified = await check(user, password);
      if (!verified) throw new InvalidCredentialsError(path);
      return verified;
    },

    async resetThrottle({ id, email }) {
      await clear(ofAddress(email), ofUser(id));
    },
  };
}
