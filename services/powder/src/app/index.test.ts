import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { contentSecurityPolicy } from '../../content-security-policy.ts';

const html = readFileSync(join(import.meta.dirname, 'index.html'), 'utf8');
const directivesOf = (policy: string) =>
  new Map(
    policy.split('; ').map((directive) => {
      const [name = '', ...sources] = directive.split(' ');
      return [name, sources];
    }),
  );
const directives = directivesOf(contentSecurityPolicy({ captcha: true }));

describe('the first paint', () => {
  it('takes its colours and words about the product from product.ts', () => {
    expect(html).not.toMatch(/#[0-9a-f]{6}\b|Gnar/);
    const asked = [...html.matchAll(/<%= htmlWebpackPlugin\.options\.product\.([\w.]+) %>/g)].map(
      ([, path]) => path,
    );
    expect(new Set(asked)).toEqual(
      new Set([
        ...['name', 'description', 'colours.light.surface', 'colours.dark.surface'],
        ...['colours.light.background', 'colours.dark.background'],
      ]),
    );
  });
});

describe('what the pages may load', () => {
  it('is no inline script and no eval (security.md, 29)', () => {
    expect(html).not.toMatch(/<script|\son\w+=|javascript:/i);
    expect(directives.get('script-src')).not.toContain("'unsafe-inline'");
    expect(directives.get('script-src')).not.toContain("'unsafe-eval'");
    expect(directives.get('default-src')).toEqual(["'none'"]);
  });

  it.each(['object-src', 'base-uri', 'frame-ancestors'])('is nothing at all for %s', (name) => {
    expect(directives.get(name)).toEqual(["'none'"]);
  });

  it('is nothing of another host without a captcha', () => {
    const policy = contentSecurityPolicy({ captcha: false });
    expect(policy).not.toMatch(/https?:/);
    expect(directivesOf(policy).get('script-src')).toEqual(["'self'"]);
    expect(directivesOf(policy).get('frame-src')).toEqual(["'none'"]);
  });

  it('is the captcha from its two hosts, and nothing else of theirs, where a site key is configured', () => {
    const hosts = ['https://www.google.com/recaptcha/', 'https://www.gstatic.com/recaptcha/'];
    expect(directives.get('script-src')).toEqual(["'self'", ...hosts]);
    expect(directives.get('frame-src')).toEqual(hosts);
    expect(directives.get('connect-src')).toEqual(["'self'", hosts[0]]);
    const named = [...directives.values()].flat().filter((source) => !/^'|^data:$/.test(source));
    expect(new Set(named)).toEqual(new Set(hosts));
  });

  it('tells no other site where the visitor came from', () => {
    expect(html).toContain('<meta name="referrer" content="no-referrer" />');
  });
});
