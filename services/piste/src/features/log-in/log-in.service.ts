import type { LogInRequest } from '@gnar/contract';
import type { Argon2 } from '@gnar/gear/argon2';
import type { Database } from '@gnar/gear/database';
import type { Session, Sessions } from '@gnar/gear/sessions';
import type { User } from '../../accounts/user.types.ts';
import {
  findUserByEmail,
  findUserById,
  lockUserWithPassword,
  replacePassword,
} from '../../accounts/users.store.ts';
import { auditRefusal, recordAudit, type Caller } from '../../audit/audit.ts';
import type { CurrentPassword, VerifiedUser } from '../../passwords/current-password.ts';
import { normalisePassword } from '../../passwords/password-rules.ts';
import { whileVerified } from '../../passwords/while-verified.ts';
import type { DeviceCookie } from '../../protection/device-cookie.ts';
import { deviceName } from './device-name.ts';

export interface LogInCaller extends Caller {
  readonly headers: { readonly 'user-agent'?: string; readonly cookie?: string };
}

export interface LoggedIn {
  readonly user: User;
  /** For the Authorization header. */
  readonly authorization: string;
  /** For the Set-Cookie header: from now on the device is a known one. */
  readonly deviceCookie: string;
}

export interface LogInService {
  /** @throws InvalidCredentialsError, TooManyRequestsError */
  logIn(request: Pick<LogInRequest, 'email' | 'password'>, caller: LogInCaller): Promise<LoggedIn>;
  logOut(session: Session, caller: Caller): Promise<void>;
}

export interface LogInOptions {
  readonly database: Pick<Database, 'run' | 'one' | 'transaction'>;
  readonly argon2: Pick<Argon2, 'hash' | 'needsRehash'>;
  readonly sessions: Pick<Sessions, 'open' | 'end'>;
  readonly currentPassword: Pick<CurrentPassword, 'verify' | 'confirm'>;
  readonly deviceCookie: DeviceCookie;
}

export function createLogInService({
  database,
  argon2,
  sessions,
  currentPassword,
  deviceCookie,
}: LogInOptions): LogInService {
  /** The hash as today's parameters make it, when they have changed since it was stored (CS Password Storage). */
  const strongerHash = ({ passwordHash }: VerifiedUser, password: string) =>
    argon2.needsRehash(passwordHash) ? argon2.hash(normalisePassword(password)) : undefined;

  const openSession = (user: VerifiedUser, rehashed: string | undefined, caller: LogInCaller) =>
    database.transaction(async (transaction) => {
      // A reset that came between the check and here has ended all sessions: this one must not outlive it.
      if (!(await lockUserWithPassword(transaction, user, 'FOR NO KEY UPDATE'))) return undefined;
      if (rehashed !== undefined) {
        await replacePassword(transaction, { id: user.id, from: user.passwordHash, to: rehashed });
      }
      const device = deviceName(caller.headers['user-agent']);
      const [opened] = await Promise.all([
        sessions.open(transaction, { userId: user.id, ip: caller.ip, device }),
        recordAudit(transaction, caller, { event: 'log_in', outcome: 'succeeded', userId: user.id }),
      ]);
      return opened;
    });

  return {
    logIn: ({ email, password }, caller) =>
      auditRefusal(database, caller, 'log_in', async (subject) => {
        const user = await findUserByEmail(database, email);
        subject.userId = user?.id;
        const device = deviceCookie.deviceOf(caller.headers.cookie, email);
        const verified = await currentPassword.verify({ email, user, password, device });
        const rehashed = await strongerHash(verified, password);
        const { authorization } = await whileVerified(
          verified,
          (now) => openSession(now, now === verified ? rehashed : undefined, caller),
          async () => currentPassword.confirm({ user: await findUserById(database, verified.id), password }),
        );
        return { user: verified, authorization, deviceCookie: deviceCookie.issue(email) };
      }),

    async logOut({ userId, sid }, caller) {
      await database.transaction(async (transaction) => {
        // First, since it locks the user: the order of `lockUser`.
        await recordAudit(transaction, caller, { event: 'log_out', outcome: 'succeeded', userId });
        await sessions.end(transaction, { userId, sid });
      });
    },
  };
}
