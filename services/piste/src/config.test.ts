import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { assertLinksUseTls } from './config.ts';
import { startPiste } from './testing/piste-under-test.ts';

const run = promisify(execFile);

/** Starts a main module with nothing but this environment. */
async function startWith(main: string, environment: Record<string, string>, args: readonly string[] = []) {
  const path = fileURLToPath(new URL(main, import.meta.url));
  try {
    const { stdout } = await run(process.execPath, ['--conditions=source', path, ...args], {
      env: environment,
    });
    return { code: 0, stdout, stderr: '' };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

describe('a start with an environment that is not complete', () => {
  it('names everything that is missing or bad, each with its expected form, and ends', async () => {
    const { code, stderr } = await startWith('./main.ts', {
      GNAR_JWT_SECRET_KEY: 'too short a secret',
      GNAR_EMAIL_HOST: 'https://app.example.com/with/a/path',
      GNAR_LINK_LIFETIME_MINUTES: '0',
    });
    expect(code).toBe(1);
    for (const name of ['PG_ENDPOINT', 'PG_DATABASE', 'PG_USERNAME', 'PG_PASSWORD', 'REDIS_ENDPOINT']) {
      expect(stderr).toContain(`GNAR_${name} is missing: `);
    }
    for (const name of ['EMAIL_SENDER', 'SES_REGION_NAME']) {
      expect(stderr).toContain(`GNAR_${name} is missing: `);
    }
    expect(stderr).toContain(
      'GNAR_EMAIL_HOST is "https://app.example.com/with/a/path", expected: origin of the links',
    );
    expect(stderr).toContain(
      'GNAR_LINK_LIFETIME_MINUTES is "0", expected: minutes that a mailed link works, 1 to 1440',
    );
    expect(stderr).toContain('GNAR_JWT_SECRET_KEY');
    expect(stderr).not.toContain('too short a secret');
  });

  it('holds for the migrations as well', async () => {
    const { code, stderr } = await startWith('./migrate.ts', {});
    expect(code).toBe(1);
    expect(stderr).toContain('GNAR_PG_OWNER_PASSWORD is missing: ');
    expect(stderr.match(/is missing/g)).toHaveLength(5);
  });

  it('says how migrations are called when they are called otherwise', async () => {
    const { code, stderr } = await startWith('./migrate.ts', {}, ['sideways']);
    expect(code).toBe(1);
    expect(stderr).toContain('Usage: migrate.ts [up|down] [count]');
  });
});

describe('the origin of mailed links', () => {
  it.each([
    ['http://app.example.com', true],
    ['http://localhost.example.com', true],
    ['http://evil-localhost', true],
    ['http://127.0.0.1.example.com', true],
    ['http://10.0.0.1:8080', true],
    ['https://app.example.com', false],
    ['http://localhost:8080', false],
    ['http://app.localhost', false],
    ['http://127.0.0.2', false],
    ['http://[::1]:3000', false],
  ])('%s is refused in production: %s, and never in development', (emailHost, refused) => {
    const start = () => assertLinksUseTls({ production: true, emailHost });
    if (refused) expect(start).toThrow(/GNAR_EMAIL_HOST is "http:.*begins with https:/);
    else expect(start).not.toThrow();
    expect(() => assertLinksUseTls({ production: false, emailHost })).not.toThrow();
  });

  it('is looked at by a start in production', async () => {
    const environment = { GNAR_PRODUCTION: 'true', GNAR_EMAIL_HOST: 'http://app.example.com' };
    const start = async () => {
      await using started = await startPiste(environment);
      return started.healthUrl;
    };
    await expect(start()).rejects.toThrow('GNAR_EMAIL_HOST is "http://app.example.com"');
  });
});
