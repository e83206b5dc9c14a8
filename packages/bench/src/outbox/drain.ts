import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { startLodge, type Lodge } from '@gnar/lodge';
import { freePorts } from '@gnar/lodge/ports';
import { migrateWith } from '@gnar/piste/migrate';
import pg from 'pg';
import { ServerProcess, type ServerCommand } from '../measure/server-process.ts';

const stubProgram = new URL('./ses-stub.ts', import.meta.url).pathname;

export interface DrainOptions {
  /** Sign-ups that wait to be delivered. */
  readonly waiting: number;
  /** Before counting begins. */
  readonly warmUpSeconds: number;
  readonly seconds: number;
  /** How piste is started. */
  readonly piste: Omit<ServerCommand, 'port'>;
}

export interface Drain {
  /** Emails per second while the waiting items became due one after the other … */
  readonly spread: number;
  /** … and while all of them became due at the same moment. */
  readonly sameMoment: number;
}

/** How fast one process of piste delivers a full outbox. */
export async function measureDrain(options: DrainOptions): Promise<Drain> {
  return {
    spread: await drainRate(options, "now() - (n || ' milliseconds')::interval"),
    sameMoment: await drainRate(options, 'now()'),
  };
}

async function drainRate(options: DrainOptions, availableAt: string): Promise<number> {
  await using stack = new AsyncDisposableStack();
  const lodge = stack.adopt(await startLodge({ services: ['postgres', 'redis', 'sqs'] }), (started) =>
    started.stop(),
  );
  await migrateWith(lodge.environment());
  await fill(lodge, options.waiting, availableAt);
  const [pistePort = 0, healthPort = 0, sesPort = 0] = await freePorts(3);
  const sesUrl = `http://127.0.0.1:${sesPort}`;
  const start = async (command: ServerCommand) =>
    stack.adopt(await ServerProcess.start(command), (server) => server.stop());
  await start({ argv: [process.execPath, stubProgram, String(sesPort)], environment: {}, port: sesPort });
  const environment = {
    ...lodge.environment(),
    GNAR_PRODUCTION: 'true',
    GNAR_LOG_LEVEL: 'warn',
    GNAR_SHUTDOWN_WAIT_SECONDS: '0',
    GNAR_PORT: String(pistePort),
    GNAR_HEALTH_PORT: String(healthPort),
    GNAR_JWT_SECRET_KEY: randomBytes(32).toString('base64url'),
    GNAR_EMAIL_HOST: 'http://localhost:3000',
    GNAR_EMAIL_SENDER: 'bench@gnar.localhost',
    GNAR_EMAIL_PROJECT_NAME: 'Bench',
    GNAR_SES_ENDPOINT: sesUrl,
    GNAR_SES_REGION_NAME: 'us-east-1',
    GNAR_SES_ACCESS_KEY_ID: 'bench',
    GNAR_SES_SECRET_ACCESS_KEY: 'bench',
  };
  const { piste } = options;
  await start({ ...piste, environment: { ...piste.environment, ...environment }, port: pistePort });
  await sleep(options.warmUpSeconds * 1_000);
  const taken = async () => Number(await (await fetch(sesUrl)).text());
  const [before, startedAt] = [await taken(), performance.now()];
  await sleep(options.seconds * 1_000);
  return (1_000 * ((await taken()) - before)) / (performance.now() - startedAt);
}

async function fill({ postgres }: Lodge, waiting: number, availableAt: string): Promise<void> {
  const { host, port, database, service } = postgres;
  const client = new pg.Client({
    host,
    port,
    database,
    user: service.username,
    password: service.password,
  });
  await client.connect();
  await client.query(
    `INSERT INTO outbox (kind, payload, available_at)
     SELECT 'sign-up-requested', jsonb_build_object('email', 'bench-' || n || '@example.com', 'locale', 'en'), ${availableAt}
     FROM generate_series(1, $1::int) AS n`,
    [waiting],
  );
  await client.end();
}
