import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { encodeBase64 } from '../base64/base64.ts';
import { createJwtStore, decodeJwt, jwtExpiry } from './jwt.ts';

const tokenOf = (claims: unknown) =>
  `${encodeBase64('{"alg":"HS256"}')}.${encodeBase64(JSON.stringify(claims))}.c2ln`;

describe('decodeJwt', () => {
  it('reads the claims that a browser needs, and no others', () => {
    const token = tokenOf({ sub: 'ü-1', sid: 's-1', iat: 100, exp: 1000, role: 'admin' });
    expect(decodeJwt(token)).toEqual({ sub: 'ü-1', sid: 's-1', iat: 100, exp: 1000 });
  });

  it('leaves out claims of a wrong type', () => {
    expect(decodeJwt(tokenOf({ sub: 7, iat: 'soon', exp: null }))).toEqual({});
  });

  it.each(['', 'abc', 'a.b', '..', 'a.*.c', `a.${encodeBase64('not json')}.c`, tokenOf(null), tokenOf([1])])(
    'answers null for %j',
    (broken) => {
      expect(decodeJwt(broken)).toBeNull();
    },
  );
});

describe('jwtExpiry', () => {
  it('counts the lifetime from the moment the token came, whatever the clocks say', () => {
    expect(jwtExpiry(tokenOf({ iat: 5_000_000, exp: 5_000_900 }), 1_000)).toBe(901_000);
  });

  it('trusts the claim alone when the token does not say when it was issued', () => {
    expect(jwtExpiry(tokenOf({ exp: 2_000 }), 1_000)).toBe(2_000_000);
  });

  it('is null without a claim and for a broken token', () => {
    expect(jwtExpiry(tokenOf({ sub: 'x' }))).toBeNull();
    expect(jwtExpiry('broken')).toBeNull();
  });
});

describe('the store', () => {
  beforeEach(() => window.localStorage.clear());
  afterEach(() => void jest.restoreAllMocks());

  it('gives back what it was given, in a new store too, until it is cleared', () => {
    createJwtStore().store('a.b.c');
    expect(createJwtStore().read()).toBe('a.b.c');
    createJwtStore().clear();
    expect(createJwtStore().read()).toBeNull();
  });

  it('keeps stores with different keys apart', () => {
    createJwtStore('one').store('1');
    expect(createJwtStore('two').read()).toBeNull();
  });

  it('remembers for itself when the browser blocks storage', () => {
    for (const method of ['getItem', 'setItem', 'removeItem'] as const) {
      jest.spyOn(Storage.prototype, method).mockImplementation(() => {
        throw new DOMException('blocked', 'SecurityError');
      });
    }
    const store = createJwtStore();
    expect(store.read()).toBeNull();
    store.store('a.b.c');
    expect(store.read()).toBe('a.b.c');
    store.clear();
    expect(store.read()).toBeNull();
  });

  it('prefers what is in storage once the browser takes it again', () => {
    const store = createJwtStore();
    const full = jest.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    store.store('kept.in.memory');
    expect(store.read()).toBe('kept.in.memory');
    full.mockRestore();
    store.store('newer.in.storage');
    expect(store.read()).toBe('newer.in.storage');
    window.localStorage.setItem('jwt', 'of.another.tab');
    expect(store.read()).toBe('of.another.tab');
  });

  it('hears what other tabs store and clear, until it stops watching', () => {
    const heard: (string | null)[] = [];
    const stop = createJwtStore().watch((token) => heard.push(token));
    const tell = (init: StorageEventInit) => window.dispatchEvent(new StorageEvent('storage', init));
    tell({ key: 'jwt', newValue: 'x.y.z' });
    tell({ key: 'theme', newValue: 'dark' });
    tell({ key: 'jwt', newValue: null });
    tell({ key: null, newValue: null });
    stop();
    tell({ key: 'jwt', newValue: 'late' });
    expect(heard).toEqual(['x.y.z', null, null]);
  });
});
