import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { Database } from '../database/database.ts';
import type { JobHandlers } from '../jobs/job-handlers.ts';
import { JobRelay } from '../jobs/job-relay.ts';
import type { Job, JsonObject } from '../jobs/jobs.ts';
import { type LogLines, startTestApp } from './test-app.ts';
import { gearTestDatabase } from './test-database.ts';

interface StoredJob {
  readonly id: string;
  readonly kind: string;
  readonly attempts: number;
  readonly error: string | null;
  /** Until it is due. */
  readonly seconds: number;
  readonly isParked: boolean;
}

type JobsUnderTest = Awaited<ReturnType<typeof startJobs>>;

/** Of one describe: started before its first test, empty before each. */
export function jobsForTests(): JobsUnderTest {
  // as: the first hook fills it in.
  const jobs = {} as JobsUnderTest;
  beforeAll(async () => {
    Object.assign(jobs, await startJobs());
  });
  beforeEach(() => jobs.clear());
  afterAll(() => jobs.stop());
  return jobs;
}

/** An app whose handler of the kind `mail` a test sets, in a database of its own, and relays beside it. */
async function startJobs() {
  const own = await gearTestDatabase();
  const delivered: JsonObject[] = [];
  let handle: (payload: JsonObject, attempt: number) => Promise<void> | void = () => undefined;
  const running = await startTestApp({
    environment: own.environment,
    compose: () => ({
      blueprints: [],
      jobs: {
        mail: async (payload, { attempt }) => {
          await handle(payload, attempt);
          delivered.push(payload);
        },
      },
    }),
  });
  const { database, log, jobs, tracing } = running.parts;
  const logs: LogLines = running.logs;
  const relays: JobRelay[] = [];

  const rows = () =>
    database.all<StoredJob>(
      `select id, kind, attempts, last_error as error, extract(epoch from available_at - now())::float8 as seconds,
              dead_at is not null as "isParked"
         from outbox order by created_at`,
    );
  return {
    database,
    log,
    logs,
    environment: own.environment,
    delivered,
    rows,
    metrics: async () => (await running.health('/metrics')).text(),
    isEmpty: async () => (await rows()).length === 0,
    onMail: (handler: typeof handle) => (handle = handler),
    add: (payload: JsonObject, kind = 'mail', more: Partial<Job> = {}) =>
      database.transaction((tx) => jobs.add(tx, { kind, payload, ...more })),
    addIn: jobs.add.bind(jobs),
    startRelay: (
      handlers: JobHandlers,
      options: { leaseSeconds?: number; pollMs?: number; database?: Database } = {},
    ) => {
      const relay = new JobRelay({
        database,
        handlers,
        log,
        tracing,
        leaseSeconds: 60,
        pollMs: 20,
        ...options,
      });
      relays.push(relay);
      relay.start();
      return relay;
    },
    /** As if the processes of all relays had been killed: they claim nothing more, and what they began never ends. */
    forsake: () => {
      for (const relay of relays.splice(0)) void relay.stop();
    },
    clear: async () => {
      await Promise.all(relays.splice(0).map((relay) => relay.stop()));
      await database.run('delete from outbox');
      delivered.length = 0;
      handle = () => undefined;
    },
    stop: async () => {
      for (const relay of relays) void relay.stop();
      await running.app.stop();
      await own.drop();
    },
  };
}

/** The database, of which some methods are replaced. */
export function databaseWith(database: Database, replaced: Partial<Database>): Database {
  const bound = {
    one: (...query: Parameters<Database['one']>) => database.one(...query),
    all: (...query: Parameters<Database['all']>) => database.all(...query),
    run: (...query: Parameters<Database['run']>) => database.run(...query),
  };
  return Object.assign(Object.create(database), bound, replaced);
}
