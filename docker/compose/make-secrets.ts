import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

type MakeSecret = () => string;

const random: MakeSecret = () => randomBytes(36).toString('base64url');

/**
 * Every secret of compose, made up where it is started: none is in the repository, and none is the same anywhere else.
 *
 * @returns file → content; the first part of a file's path is the volume, which only who needs it mounts.
 */
export function secretFiles(secret: MakeSecret = random): Record<string, string> {
  const [jwt, peer, owner, service, redis] = [secret(), secret(), secret(), secret(), secret()];
  return {
    'postgres/password': owner,
    'valkey/valkey.conf': `requirepass ${redis}\n`,
    'migrate/secrets.env': `GNAR_PG_OWNER_PASSWORD=${owner}\nGNAR_PG_PASSWORD=${service}\n`,
    'services/secrets.env': [
      `GNAR_JWT_SECRET_KEY=${jwt}`,
      `GNAR_PEER_SECRET_KEYS=${peer}`,
      `GNAR_PG_PASSWORD=${service}`,
      `GNAR_REDIS_PASSWORD=${redis}`,
      '',
    ].join('\n'),
  };
}

/** Writes them once; what is there stays, because the database has been made with it. */
export async function makeSecrets(folder: string): Promise<void> {
  const files = Object.entries(secretFiles());
  // Written last, so that an interrupted run is done again.
  const [last] = files.at(-1) ?? [''];
  if (existsSync(join(folder, last))) return;
  for (const [file, content] of files) {
    const path = join(folder, file);
    await mkdir(dirname(path), { recursive: true });
    // For whichever user the container runs as; the volume is mounted by that container alone.
    await writeFile(`${path}.new`, content, { mode: 0o444 });
    await rename(`${path}.new`, path);
  }
}

if (import.meta.main) await makeSecrets(process.argv[2] ?? '/secrets');
