import { describe, expect, it } from '@jest/globals';
import { hostsOf, missingHeaders, sourcesOf } from './header-rules.ts';

const whole = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Permissions-Policy': 'camera=()',
  'Cache-Control': 'no-store',
};

describe('the check of the response headers', () => {
  it('accepts the headers in any case', () => {
    expect(missingHeaders({ status: 404, headers: whole })).toEqual([]);
  });

  it.each(['X-Content-Type-Options', 'Strict-Transport-Security', 'Permissions-Policy', 'Cache-Control'])(
    'reports %s when it is missing',
    (name) => {
      const headers = Object.fromEntries(Object.entries(whole).filter(([each]) => each !== name));
      expect(missingHeaders({ status: 400, headers })).toEqual([name.toLowerCase()]);
    },
  );

  it('does not require HSTS without TLS', () => {
    const headers = { ...whole, 'Strict-Transport-Security': undefined };
    expect(missingHeaders({ status: 404, headers }, { tls: false })).toEqual([]);
  });

  it('reports a header with another value', () => {
    const headers = { ...whole, 'Referrer-Policy': 'origin' };
    expect(missingHeaders({ status: 200, headers })).toEqual(['referrer-policy']);
  });

  it('allows caching of a success and not of an error', () => {
    const headers = { ...whole, 'Cache-Control': 'public, max-age=31536000' };
    expect(missingHeaders({ status: 200, headers })).toEqual([]);
    expect(missingHeaders({ status: 404, headers })).toEqual(['cache-control']);
  });
});

describe('the hosts of a policy', () => {
  it.each([
    [
      'spelt with a scheme',
      "script-src 'self' https://www.google.com/recaptcha/",
      ['https://www.google.com/recaptcha/'],
    ],
    ['spelt without one', "default-src 'self'; frame-src www.google.com", ['www.google.com']],
    ['a wildcard', "connect-src 'self' *", ['*']],
    ['every host of a scheme', "script-src 'self' https:", ['https:']],
  ])('are found when they are %s', (_, policy, hosts) => {
    expect(hostsOf(policy)).toEqual(hosts);
  });

  it('are empty for a policy of keywords, nonces and data only', () => {
    expect(hostsOf("default-src 'none'; script-src 'self' 'nonce-a'; img-src 'self' data: blob:")).toEqual(
      [],
    );
  });
});

describe('the sources of a directive', () => {
  it('are those of its own name', () => {
    const policy = "script-src-elem 'unsafe-inline'; script-src 'self'; object-src 'none'";
    expect(sourcesOf(policy, 'script-src')).toEqual(["'self'"]);
  });

  it('are undefined where the policy has no such directive', () => {
    expect(sourcesOf("default-src 'none'", 'script-src')).toBeUndefined();
  });
});
