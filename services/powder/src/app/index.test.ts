import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { contentSecurityPolicy } from '../../content-security-policy.ts';

const html = readFileSync(join(import.meta.dirname, 'index.html'), 'utf8');
const directives = new Map(
  contentSecurityPolicy.split('; ').map((directive) => {
    const [name = '', ...sources] = directive.split(' ');
    return [name, sources];
  }),
);

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

  it('tells no other site where the visitor came from', () => {
    expect(html).toContain('<meta name="referrer" content="no-referrer" />');
  });
});
