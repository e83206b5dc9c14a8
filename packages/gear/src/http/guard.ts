import { UnauthorizedError } from '../errors/errors.ts';
import { bearerToken, type Jwt, type TokenIdentity, type VerifiedToken } from '../jwt/jwt.ts';
import type { Session, Sessions } from '../sessions/sessions.ts';

/** Decides who is behind a request. */
export interface Guard {
  /** Who a good token speaks for. @throws UnauthorizedError `token_missing`, `token_invalid` or `token_expired`. */
  identify(authorization: string | undefined): VerifiedToken;
  /** Until the token expires; 0 or less once it has. */
  msLeft(token: VerifiedToken): number;
  /** The session of the allowlist. @throws UnauthorizedError `session_ended`; UnavailableError when neither Redis nor Postgres answers. */
  check(identity: TokenIdentity): Promise<Session>;
  /** The session from a row that the handler has read itself. @throws UnauthorizedError `session_ended`. */
  confirm(identity: TokenIdentity, row: SessionClaim | undefined): Session;
  /** The Authorization header of the answer. */
  renew(session: Session): string;
}

/** What a handler has to know of a session row to confirm it. */
export type SessionClaim = Pick<Session, 'userId' | 'expiresAt'>;

/** Tokens by the JWT part, sessions by the allowlist. */
export function createGuard(
  jwt: Pick<Jwt, 'verify' | 'msLeft'>,
  sessions: Pick<Sessions, 'check' | 'confirm' | 'authorizationFor'>,
): Guard {
  return {
    identify: (authorization) => {
      const token = bearerToken(authorization);
      if (token === undefined) throw new UnauthorizedError('token_missing');
      return jwt.verify(token);
    },
    msLeft: (token) => jwt.msLeft(token),
    check: async ({ userId, sid }) => {
      const session = await sessions.check(sid);
      if (session === undefined || session.userId !== userId) throw new UnauthorizedError('session_ended');
      return session;
    },
    confirm: (identity, row) => sessions.confirm(identity, row),
    renew: (session) => sessions.authorizationFor(session),
  };
}
