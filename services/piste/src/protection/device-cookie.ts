import { createHmac, createSecretKey, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '@gnar/gear/clock';
import { accountKey } from '../accounts/account-key.ts';

/**
 * Tells a browser that has logged in to an account before from a stranger's (OWASP, "Device cookies"). It lets no one
 * in: it only gives guesses of its own, so that strangers cannot use up those of the owner. Nothing of it is stored.
 */
export interface DeviceCookie {
  /** @returns the device's id, when the cookie is ours, of this account and young enough; else undefined */
  deviceOf(cookies: string | undefined, email: string): string | undefined;
  /** @returns the Set-Cookie header for a device that has just logged in */
  issue(email: string): string;
}

interface DeviceCookieOptions {
  /** Of the service; the cookie's key is derived from it. */
  readonly secret: string;
  /** Where browsers speak TLS to us. */
  readonly secure: boolean;
  readonly clock: Clock;
}

const LIFETIME_SECONDS = 365 * 24 * 3_600;
const ID_BYTES = 16;
const KEY_BYTES = 32;

/** Random id of the device, when it was issued (seconds), and the seal over both and the account. */
const form = /^(?<id>[\w-]{22})\.(?<issuedAt>\d{1,12})\.(?<seal>[\w-]{43})$/;

export function createDeviceCookie({ secret, secure, clock }: DeviceCookieOptions): DeviceCookie {
  // A key of its own: what is sealed here can never pass for a token, nor the other way round.
  const bytes = Buffer.from(hkdfSync('sha256', secret, '', 'gnar device cookie', KEY_BYTES));
  const key = createSecretKey(bytes);
  // Browsers take a name with __Host- only over TLS, for this very host and from no other.
  const name = secure ? '__Host-gnar-device' : 'gnar-device';
  const attributes = `Path=/; Max-Age=${LIFETIME_SECONDS}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
  const nowInSeconds = () => Math.floor(clock.now().getTime() / 1000);

  // The account is in the seal and nowhere else: the cookie does not tell whose it is.
  const sealOf = (id: string, issuedAt: string, email: string) =>
    createHmac('sha256', key)
      .update(`${id}.${issuedAt}.${accountKey(email)}`)
      .digest();

  return {
    deviceOf(cookies, email) {
      const { id, issuedAt, seal } = form.exec(valueOf(cookies, name))?.groups ?? {};
      if (id === undefined || issuedAt === undefined || seal === undefined) return undefined;
      const ours = timingSafeEqual(Buffer.from(seal, 'base64url'), sealOf(id, issuedAt, email));
      return ours && nowInSeconds() - Number(issuedAt) < LIFETIME_SECONDS ? id : undefined;
    },

    issue(email) {
      const id = randomBytes(ID_BYTES).toString('base64url');
      const issuedAt = String(nowInSeconds());
      const seal = sealOf(id, issuedAt, email).toString('base64url');
      return `${name}=${id}.${issuedAt}.${seal}; ${attributes}`;
    },
  };
}

/** Of the first cookie with this name; empty when there is none. */
function valueOf(cookies: string | undefined, name: string): string {
  const pairs = (cookies ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
}
