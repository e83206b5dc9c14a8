import { UnauthorizedError } from '../errors/unauthorized-error.ts';
import { bearerToken, type Jwt } from '../jwt/jwt.ts';
import type { Session, Sessions } from '../sessions/sessions.ts';

/** Decides who is behind a request. */
export interface Guard {
  /** @throws UnauthorizedError with one of the four codes; UnavailableError when nobody can tell. */
  authenticate(authorization: string | undefined): Promise<Session>;
  /** The Authorization header of the answer. */
  renew(session: Session): string;
}

/** A good token of a session that lives: the token is checked first, then the allowlist. */
export function createGuard(
  jwt: Pick<Jwt, 'verify'>,
  sessions: Pick<Sessions, 'check' | 'authorizationFor'>,
): Guard {
  return {
    authenticate: async (authorization) => {
      const token = bearerToken(authorization);
      if (token === undefined) throw new UnauthorizedError('token_missing');
      const { userId, sid } = jwt.verify(token);
      const session = await sessions.check(sid);
      if (session === undefined || session.userId !== userId) throw new UnauthorizedError('session_ended');
      return session;
    },
    renew: (session) => sessions.authorizationFor(session),
  };
}
