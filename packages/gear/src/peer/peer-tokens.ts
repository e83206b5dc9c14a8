import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import jsonwebtoken from 'jsonwebtoken';
import { z } from 'zod';
import type { Clock } from '../clock/clock.ts';
import { ProblemError } from '../errors/errors.ts';

/** Carries the proof that a call comes from a service of ours; `Authorization` is the person's. */
export const peerHeader = 'x-gnar-peer';

const algorithm = 'HS256';
// Another type than an access token's: neither is ever taken for the other (RFC 8725 section 3.11).
const tokenType = 'peer+jwt';
const lifetimeSeconds = 60;
// To sign costs as much as a quarter of a call; what is left of the lifetime is enough for a call and its second try.
const reuseSeconds = 30;
// Clocks of replicas differ a little (RFC 7519 section 4.1.5).
const clockSkewSeconds = 5;

interface PeerTokensOptions {
  /** Name of this service: it signs as this one and takes what is meant for it. */
  name: string;
  /** The first signs, all are good: a new key is added last, then moved to the front, then the old one is removed. */
  secrets: readonly string[];
  clock: Clock;
}

interface SignedToken {
  readonly token: string;
  /** Seconds since 1970. */
  readonly at: number;
}

const claimsSchema = z.object({ iss: z.string().min(1), iat: z.number(), exp: z.number() });

/** Signs and checks the tokens by which services of ours know each other (docs/adr/0014). */
export class PeerTokens {
  readonly #name: string;
  readonly #clock: Clock;
  readonly #signing: readonly [keyId: string, key: KeyObject];
  readonly #keys: ReadonlyMap<string, KeyObject>;
  readonly #signed = new Map<string, SignedToken>();

  constructor({ name, secrets, clock }: PeerTokensOptions) {
    this.#name = name;
    this.#clock = clock;
    const keys = secrets.map(
      (secret) => [keyId(secret), createSecretKey(Buffer.from(secret, 'utf8'))] as const,
    );
    const [signing] = keys;
    if (signing === undefined) throw new Error('PeerTokens needs at least one secret.');
    this.#signing = signing;
    this.#keys = new Map(keys);
  }

  /** A token for calls of the service of this name: the same one for half of its life. */
  sign(audience: string): string {
    const now = this.#now();
    const signed = this.#signed.get(audience);
    // After a step of the clock into the past it would be one from the future.
    if (signed !== undefined && signed.at <= now && now < signed.at + reuseSeconds) return signed.token;
    const [kid, key] = this.#signing;
    const payload = { iss: this.#name, aud: audience, iat: now, exp: now + lifetimeSeconds };
    const header = { alg: algorithm, typ: tokenType, kid };
    const token = jsonwebtoken.sign(payload, key, { algorithm, header });
    this.#signed.set(audience, { token, at: now });
    return token;
  }

  /** @returns the caller's name. @throws ProblemError 401 `peer_token_missing` or `peer_token_invalid`. */
  verify(token: string | undefined): string {
    if (token === undefined)
      throw refused('peer_token_missing', 'Only services of this product may call this.');
    const caller = this.callerOf(token);
    if (caller === undefined)
      throw refused('peer_token_invalid', 'The token of the calling service is not valid.');
    return caller;
  }

  /** The name of the service whose token it is; undefined where it is not valid. */
  callerOf(token: string): string | undefined {
    const claims = this.#claims(token);
    // The lifetime is judged here: a token that was signed for longer is not good for longer.
    if (claims === undefined || claims.exp - claims.iat > lifetimeSeconds) return undefined;
    return claims.iat > this.#now() + clockSkewSeconds ? undefined : claims.iss;
  }

  #claims(token: string): z.infer<typeof claimsSchema> | undefined {
    try {
      const { header } = jsonwebtoken.decode(token, { complete: true }) ?? {};
      const key = header?.kid === undefined ? undefined : this.#keys.get(header.kid);
      if (key === undefined || header?.typ !== tokenType || Object.keys(header).length !== 3)
        return undefined;
      const verified = jsonwebtoken.verify(token, key, {
        algorithms: [algorithm],
        audience: this.#name,
        clockTimestamp: this.#now(),
        clockTolerance: clockSkewSeconds,
      });
      return claimsSchema.safeParse(verified).data;
    } catch {
      // Every way in which a token can be wrong is the same answer.
      return undefined;
    }
  }

  #now(): number {
    return Math.floor(this.#clock.now().getTime() / 1000);
  }
}

/** Keys of their own, made of the secret that the services share anyway; it does not follow from them (RFC 5869). */
export function derivedPeerSecret(jwtSecret: string): string {
  return Buffer.from(hkdfSync('sha256', jwtSecret, '', 'gnar peer tokens', 32)).toString('base64url');
}

// Names a key without telling anything of it, so that keys need no names in the environment.
function keyId(secret: string): string {
  return createHmac('sha256', secret).update('gnar peer key id').digest('base64url').slice(0, 12);
}

function refused(code: string, detail: string): ProblemError {
  return new ProblemError({ status: 401, code, detail, headers: { 'WWW-Authenticate': 'Gnar-Peer' } });
}
