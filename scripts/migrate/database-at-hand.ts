import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { runningPostgresEnvironment, startLodge } from '@gnar/lodge';
import { findRunning } from '../start/running-file.ts';
import { readSettings } from '../start/settings.ts';

export interface DatabaseAtHand extends AsyncDisposable {
  /** What the migrations program reads. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Which database it is, for people. */
  readonly place: string;
}

/**
 * The database that GNAR_PG_ENDPOINT names; unless set, that of `npm start`, which is started for as long as this lasts when
 * it does not run.
 */
export async function databaseAtHand(): Promise<DatabaseAtHand> {
  const given = process.env['GNAR_PG_ENDPOINT'];
  if (given) return { env: process.env, place: given, [Symbol.asyncDispose]: async () => undefined };
  const { dataDirectory } = readSettings(process.env);
  const dataDir = join(dataDirectory, 'lodge');
  const running = await findRunning(dataDirectory);
  if (running) {
    const endpoint = running.addresses['postgres'] ?? '';
    return {
      env: { ...process.env, ...(await runningPostgresEnvironment(dataDir, endpoint)) },
      place: `${endpoint}, of the running npm start`,
      [Symbol.asyncDispose]: async () => undefined,
    };
  }
  mkdirSync(dataDirectory, { recursive: true });
  const lodge = await startLodge({ dataDir, services: ['postgres'] });
  return {
    env: { ...process.env, ...lodge.environment() },
    place: `${dataDir}, started for this`,
    [Symbol.asyncDispose]: () => lodge.stop(),
  };
}
