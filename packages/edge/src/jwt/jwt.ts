import { decodeBase64 } from '../base64/base64.ts';

/** The claims that a browser may look at; the signature is not verified. */
export interface JwtClaims {
  sub?: string;
  sid?: string;
  /** Issued at, seconds since 1970 by the server's clock. */
  iat?: number;
  /** Expires at, seconds since 1970 by the server's clock. */
  exp?: number;
}

/** Where the browser keeps its token. Every method works, though more forgetfully, when storage is blocked. */
export interface JwtStore {
  store(token: string): void;
  read(): string | null;
  clear(): void;
  /** Calls back when another tab stores (the token) or clears (null); returns a function that stops it. */
  watch(listener: (token: string | null) => void): () => void;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads the claims of a token without verifying it; null when it is not a JWT at all. */
export function decodeJwt(token: string): JwtClaims | null {
  const [, payload, signature] = token.split('.');
  if (!payload || signature === undefined) return null;
  try {
    const claims: unknown = JSON.parse(decodeBase64(payload));
    if (!isRecord(claims)) return null;
    const text = (key: string) => (typeof claims[key] === 'string' ? { [key]: claims[key] } : {});
    const time = (key: string) => (Number.isFinite(claims[key]) ? { [key]: Number(claims[key]) } : {});
    return { ...text('sub'), ...text('sid'), ...time('iat'), ...time('exp') };
  } catch {
    return null;
  }
}

/**
 * When a token stops being good, in milliseconds since 1970 by this machine's clock: its lifetime is counted from
 * the moment it came, so that a wrong clock neither ends a session early nor keeps it open. Null when the token
 * does not say.
 *
 * @param receivedAt milliseconds since 1970
 */
export function jwtExpiry(token: string, receivedAt: number = Date.now()): number | null {
  const claims = decodeJwt(token);
  if (claims?.exp === undefined) return null;
  return claims.iat === undefined ? claims.exp * 1000 : receivedAt + (claims.exp - claims.iat) * 1000;
}

/**
 * Keeps one token in localStorage under `key`, shared by all tabs. When the browser refuses storage (private
 * windows, policies, full disk) the token lives in memory, for this tab only.
 */
export function createJwtStore(key = 'jwt'): JwtStore {
  let remembered: string | null = null;
  /** Runs an access to storage; `otherwise` when the browser refuses it. */
  const attempt = <T>(access: () => T, otherwise: T): T => {
    try {
      return access();
    } catch {
      return otherwise;
    }
  };
  return {
    store(token) {
      const stored = attempt(() => {
        window.localStorage.setItem(key, token);
        return true;
      }, false);
      remembered = stored ? null : token;
    },
    read: () => remembered ?? attempt(() => window.localStorage.getItem(key), null),
    clear() {
      remembered = null;
      attempt(() => window.localStorage.removeItem(key), undefined);
    },
    watch(listener) {
      const onStorage = (event: StorageEvent) => {
        // A null key means that everything was cleared at once.
        if (event.key === key) listener(event.newValue);
        else if (event.key === null) listener(null);
      };
      window.addEventListener('storage', onStorage);
      return () => window.removeEventListener('storage', onStorage);
    },
  };
}
