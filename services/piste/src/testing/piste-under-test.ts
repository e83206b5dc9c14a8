import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { jest } from '@jest/globals';
import type { AppParts, GnarApp } from '@gnar/gear';
import { readConfig } from '@gnar/gear/config';
import { FakeClock } from '@gnar/gear/testing';
import { createTestDatabase } from '@gnar/lodge/testing';
import { compose } from '../compose.ts';
import { pisteSchema, type PisteConfig } from '../config.ts';
import { migrateWith } from '../migrate.ts';
import { ApiClient } from './api-client.ts';

export interface PisteUnderTest extends AsyncDisposable {
  /** Stopping it alone leaves its database, for a replica that goes on. */
  readonly app: GnarApp<PisteConfig>;
  readonly parts: AppParts<PisteConfig>;
  /** `METHOD /path` of each of its routes. */
  readonly routes: readonly string[];
  readonly api: ApiClient;
  readonly clock: FakeClock;
  readonly healthUrl: string;
  /** Everything that it has logged, line by line. */
  readonly logLines: readonly string[];
  /** What it was configured with, for a second replica beside it. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** The settings that say how many requests one network may send to routes. */
export const budgetSettings = Object.keys(pisteSchema)
  .filter((name) => /(?<!WITHOUT_CAPTCHA)_PER_TEN_MINUTES$/.test(name))
  .map((name) => `GNAR_${name}`);

/** Where links in emails lead. */
export const pagesOrigin = 'https://app.gnar.example';

// Hashes, emails and queues of several test files share few cores.
jest.setTimeout(20_000);

const migrationFolders = ['../migrations/', '../own/migrations/'].map(
  (path) => new URL(path, import.meta.url),
);

/** Piste on a database and a key prefix of Redis that no other test uses. */
export async function startPiste(settings: Readonly<Record<string, string>> = {}): Promise<PisteUnderTest> {
  const database = await createTestDatabase({
    template: 'piste',
    key: migrationsDigest(),
    migrate: migrateWith,
  });
  const environment = {
    ...database.environment(),
    GNAR_REDIS_KEY_PREFIX: `${database.database}:`,
    // Slowness of a busy machine is no outage; outages have tests of their own.
    GNAR_REDIS_TIMEOUT_MS: '5000',
    GNAR_JWT_SECRET_KEY: randomBytes(32).toString('base64'),
    GNAR_EMAIL_HOST: pagesOrigin,
    GNAR_EMAIL_SENDER: 'hello@gnar.example',
    GNAR_LOG_LEVEL: 'debug',
    GNAR_MAIL_SPREAD_SECONDS: '0',
    ...plentifulBudgets,
    ...settings,
  };
  const replica = await start(environment, new FakeClock());
  const stop = async () => {
    await replica.stop();
    await database.drop();
  };
  return { ...replica, stop, [Symbol.asyncDispose]: stop };
}

/** One more process' worth of piste on the same database, Redis and queue. */
export function startReplicaOf(
  { environment, clock }: Pick<PisteUnderTest, 'environment' | 'clock'>,
  settings: Readonly<Record<string, string>> = {},
): Promise<PisteUnderTest> {
  return start({ ...environment, ...settings }, clock);
}

async function start(
  environment: Readonly<Record<string, string>>,
  clock: FakeClock,
): Promise<PisteUnderTest> {
  const config = readConfig(pisteSchema, { ...environment, GNAR_PORT: '0', GNAR_HEALTH_PORT: '0' });
  const logLines: string[] = [];
  const logDestination = { write: (line: string) => void logLines.push(line) };
  const app = compose(config, { clock, environment, logDestination });
  const { url, healthUrl, parts, routes } = await app.start();
  const stop = () => app.stop();
  const api = new ApiClient(url);
  return {
    app,
    parts,
    routes,
    api,
    clock,
    healthUrl,
    logLines,
    environment,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** Tests come from one address; those about a limit set it themselves. */
const plentifulBudgets = {
  GNAR_MAILS_PER_ADDRESS_PER_HOUR: '1000',
  ...Object.fromEntries(budgetSettings.map((name) => [name, '10000'])),
};

function migrationsDigest(): string {
  const digest = createHash('sha256');
  for (const folder of migrationFolders.filter((url) => existsSync(url)))
    for (const name of readdirSync(folder).toSorted()) digest.update(readFileSync(new URL(name, folder)));
  return digest.digest('hex');
}
