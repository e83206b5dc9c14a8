import { createSecretKey, type KeyObject } from 'node:crypto';
import jsonwebtoken from 'jsonwebtoken';
import { z } from 'zod';
import type { Clock } from '../clock/clock.ts';
import { UnauthorizedError } from '../errors/errors.ts';

const issuer = 'gnar';
const audience = 'gnar';
// RFC 9068 section 2.1: the type that tells an access token from any other JWT.
const tokenType = 'at+jwt';
const algorithm = 'HS256';
// Clocks of replicas differ a little (RFC 7519 section 4.1.5): a token of one is good at once for all of them.
const clockSkewSeconds = 5;

/** Who a token speaks for. */
export interface TokenIdentity {
  /** UUID of the user (`sub`). */
  readonly userId: string;
  /** UUID of the session. */
  readonly sid: string;
}

/** What a good token says. */
export interface VerifiedToken extends TokenIdentity {
  readonly expiresAt: Date;
}

export interface TokenSubject extends TokenIdentity {
  /** The token never outlives it. */
  readonly absoluteExpiresAt: Date;
}

interface JwtOptions {
  secret: string;
  /** Idle lifetime of a session: every protected request brings a fresh token. */
  lifetimeMinutes: number;
  clock: Clock;
}

const identitySchema = z.object({
  sub: z.uuid(),
  sid: z.uuid(),
  nbf: z.number(),
  iat: z.number(),
  exp: z.number(),
});

/** Signs and checks access tokens: one algorithm, one key imported once (RFC 8725). */
export class Jwt {
  readonly #key: KeyObject;
  readonly #lifetimeSeconds: number;
  readonly #clock: Clock;

  constructor({ secret, lifetimeMinutes, clock }: JwtOptions) {
    this.#key = createSecretKey(Buffer.from(secret, 'utf8'));
    this.#lifetimeSeconds = lifetimeMinutes * 60;
    this.#clock = clock;
  }

  /** A token that lives for the idle lifetime but never past the session's absolute end. */
  sign({ userId, sid, absoluteExpiresAt }: TokenSubject): string {
    const now = Math.floor(this.#clock.now().getTime() / 1000);
    const absoluteEnd = Math.floor(absoluteExpiresAt.getTime() / 1000);
    const payload = {
      iss: issuer,
      aud: audience,
      sub: userId,
      sid,
      iat: now,
      nbf: now - clockSkewSeconds,
      exp: Math.min(now + this.#lifetimeSeconds, absoluteEnd),
    };
    return jsonwebtoken.sign(payload, this.#key, { algorithm, header: { alg: algorithm, typ: tokenType } });
  }

  /** @throws UnauthorizedError `token_expired` or, for anything else that is wrong, `token_invalid`. */
  verify(token: string): VerifiedToken {
    const { header, payload } = this.#decode(token);
    // Headers that point at keys (jku, jwk, x5u, kid, crit …) have no business here (RFC 8725 section 3.10).
    if (header.typ !== tokenType || Object.keys(header).length !== 2)
      throw new UnauthorizedError('token_invalid');
    const claims = identitySchema.safeParse(payload);
    if (!claims.success) throw new UnauthorizedError('token_invalid');
    const { sub, sid, exp } = claims.data;
    return { userId: sub, sid, expiresAt: new Date(exp * 1000) };
  }

  /** Until a token expires; 0 or less once it has. */
  msLeft({ expiresAt }: VerifiedToken): number {
    return expiresAt.getTime() - this.#clock.now().getTime();
  }

  #decode(token: string): jsonwebtoken.Jwt {
    try {
      return jsonwebtoken.verify(token, this.#key, {
        algorithms: [algorithm],
        issuer,
        audience,
        complete: true,
        clockTimestamp: Math.floor(this.#clock.now().getTime() / 1000),
      });
    } catch (error) {
      throw new UnauthorizedError(
        error instanceof jsonwebtoken.TokenExpiredError ? 'token_expired' : 'token_invalid',
      );
    }
  }
}

/** The token of an `Authorization: Bearer …` header; undefined when there is none. */
export function bearerToken(header: string | undefined): string | undefined {
  if (header === undefined || header.length < 8 || header.slice(0, 7).toLowerCase() !== 'bearer ')
    return undefined;
  const token = header.slice(7).trim();
  return token === '' ? undefined : token;
}
