import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { root } from '../root.ts';
import { secretRules, secretsIn } from './secret-rules.ts';

/** Put together here, so that this file holds none. */
const planted: Readonly<Record<string, string>> = {
  'AWS access key': ['AK', 'IA', 'Z7'.repeat(8)].join(''),
  'AWS secret key': `aws_secret_access_key = ${'aB3/'.repeat(10)}`,
  'private key': ['-----BEGIN RSA PRIV', 'ATE KEY-----', '\\nMIIEpAIBAAKCAQ'].join(''),
  'GitHub token': ['gh', 'p_', 'a1B2'.repeat(9)].join(''),
  'GitLab token': ['gl', 'pat-', 'a1B2c'.repeat(4)].join(''),
  'npm token': ['np', 'm_', 'a1B2'.repeat(9)].join(''),
  'Slack token or webhook': ['xo', 'xb-', '1234567890-abcdef'].join(''),
  'Google API key': ['AI', 'za', 'Sy9'.repeat(11), 'Zz'].join(''),
  'Stripe key': ['sk', '_live_', 'a1B2'.repeat(6)].join(''),
  'signed token (JWT)': [
    'ey',
    'JhbGciOiJIUzI1NiJ9',
    '.ey',
    'JzdWIiOiIxMjM0NTYifQ',
    '.',
    'a1B2'.repeat(8),
  ].join(''),
  'password in an address': ['postgres', '://gnar:', 'hunter22', '@db.internal/gnar'].join(''),
  'password in a setting': ['GNAR_PG_PASS', 'WORD=', 'correcthorse'].join(''),
};

const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
  .split('\0')
  .filter(Boolean);

/** Sums and packed bytes, in which anything may look like anything. */
const isText = (file: string) =>
  !/\.(png|ico|woff2|gz|br)$/.test(file) && !file.endsWith('package-lock.json');

function read(file: string): string {
  try {
    return readFileSync(join(root, file), 'utf8');
  } catch {
    // Deleted, and the deletion not committed yet.
    return '';
  }
}

describe('secrets', () => {
  it('are in no file of the repository', () => {
    const found = tracked.filter(isText).flatMap((file) => secretsIn(file, read(file)));
    expect(found).toEqual([]);
  });

  it.each(secretRules.map(({ name }) => name))('would be found: %s', (name) => {
    const text = `first line\n  ${planted[name]!}\n`.replace(/^ {2}(?=GNAR)/m, '');
    expect(secretsIn('planted', text)).toContainEqual({ file: 'planted', line: 2, rule: name });
  });

  it('are not reported for marked examples', () => {
    expect(secretsIn('docs', ['AK', 'IAIOSFODNN7EXAMPLE'].join(''))).toEqual([]);
    expect(secretsIn('docs', ['redis', '://default:${PASSWORD}@cache:6379'].join(''))).toEqual([]);
  });

  it('are searched in bounded time for any line', () => {
    const hostile = [
      'a'.repeat(100_000),
      `eyJ${'a'.repeat(100_000)}`,
      `${'x:'.repeat(50_000)}//`,
      '-'.repeat(100_000),
    ];
    const started = performance.now();
    for (const line of hostile) secretsIn('hostile', line);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
