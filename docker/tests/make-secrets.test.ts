import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { makeSecrets, secretFiles } from '../compose/make-secrets.ts';
import { repository } from '../rehearse/repository.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gnar-secrets-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const contentOf = (file: string) => readFile(join(folder, file), 'utf8');

describe('the secrets of compose', () => {
  it('are made up anew on every machine, long enough for all that read them', () => {
    const [one, other] = [secretFiles(), secretFiles()].map((files) => Object.values(files).join('\n'));
    const secrets = one?.match(/[\w-]{40,}/g) ?? [];
    expect(new Set(secrets).size).toBe(5);
    for (const secret of secrets) expect(other).not.toContain(secret);
  });

  it('stay what they are, because a database was made with them', async () => {
    await makeSecrets(folder);
    const before = await contentOf('services/secrets.env');
    await makeSecrets(folder);
    expect(await contentOf('services/secrets.env')).toBe(before);
  });

  it('are the same on both sides of a door', async () => {
    await makeSecrets(folder);
    const migrate = await contentOf('migrate/secrets.env');
    const services = await contentOf('services/secrets.env');
    expect(migrate).toContain(`GNAR_PG_OWNER_PASSWORD=${await contentOf('postgres/password')}\n`);
    expect(services).toContain(/GNAR_PG_PASSWORD=.*/.exec(migrate)?.[0]);
    const password = /requirepass (\S+)/.exec(await contentOf('valkey/valkey.conf'))?.[1];
    expect(services).toContain(`GNAR_REDIS_PASSWORD=${password}\n`);
  });

  it('are made by a file alone, as the container has it', async () => {
    const program = join(folder, 'make-secrets.ts');
    await copyFile(repository('docker/compose/make-secrets.ts'), program);
    await promisify(execFile)(process.execPath, [program, join(folder, 'made')], { cwd: '/' });
    expect(await contentOf('made/services/secrets.env')).toMatch(
      /^GNAR_JWT_SECRET_KEY=.+\nGNAR_PEER_SECRET_KEYS=.+\n/,
    );
  });

  it('is read-only afterwards', async () => {
    await makeSecrets(folder);
    expect((await stat(join(folder, 'services/secrets.env'))).mode & 0o222).toBe(0);
  });
});
