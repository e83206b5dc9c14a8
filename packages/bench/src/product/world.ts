import { randomBytes } from 'node:crypto';
import { hash } from '@node-rs/argon2';
import { startLodge, type Lodge } from '@gnar/lodge';
import { debianProgram } from '@gnar/lodge/debian';
import { freePorts } from '@gnar/lodge/ports';
import { pisteSchema } from '@gnar/piste/config';
import { migrateWith } from '@gnar/piste/migrate';
import { Client } from 'pg';
import { divideCores, type Cores } from '../measure/cores.ts';
import { ServerProcess } from '../measure/server-process.ts';
import { assembleImageContents, type ImageContents } from './image-content.ts';

/** The default of gear: OWASP's 19 MiB, two passes, one lane. */
export const hashSettings = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
export const password = 'granite-lichen-47-quarry-drift';

/** What every row stands on: data stores, accounts, the images' content, and which cores do what. */
export interface World {
  readonly lodge: Lodge;
  /** Which Redis all contestants share. */
  readonly redis: string;
  readonly cores: Cores;
  readonly images: ImageContents;
  readonly secret: string;
  /** Of the password above. */
  readonly passwordHash: string;
  /** As the services' role. */
  readonly connectionString: string;
  /** As the owner of the schema. */
  readonly ownerConnectionString: string;
  /** Runs SQL as the owner of the schema. */
  readonly sql: (text: string) => Promise<unknown>;
  /** By its name in services.ts. */
  readonly startService: (name: string, options?: ServiceOptions) => Promise<ServerProcess>;
  /** A hand-written server that takes its connection string, secret and port as arguments. */
  readonly startServer: (
    program: string,
    options?: { readonly onAllCores?: boolean; readonly environment?: Readonly<Record<string, string>> },
  ) => Promise<ServerProcess>;
}

interface ServiceOptions {
  readonly onAllCores?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
}

const ACCOUNTS = 10_000;
export const addressOf = (account: number): string => `bench-${account % ACCOUNTS}@example.com`;

/** Starts the world and gives it to the work; everything is stopped afterwards. */
export async function inWorld<T>(work: (world: World) => Promise<T>): Promise<T> {
  const cores = divideCores();
  await using stack = new AsyncDisposableStack();
  const images = stack.use(await assembleImageContents());
  const redis = await startRedis(stack);
  const lodge = stack.adopt(await startLodge({ redisEndpoint: redis.endpoint }), (started) => started.stop());
  await migrateWith(lodge.environment());
  const ownerConnectionString = addressOfDatabase(lodge, 'owner');
  const owner = new Client({ connectionString: ownerConnectionString });
  await owner.connect();
  stack.defer(() => owner.end());
  const secret = randomBytes(48).toString('base64url');
  const passwordHash = await hash(password, hashSettings);
  const connectionString = addressOfDatabase(lodge, 'service');
  const sql = (text: string) => owner.query(text);
  await sql(
    `insert into users (email, status, password_hash)
     select 'bench-' || n || '@example.com', 'active', '${passwordHash}' from generate_series(0, ${ACCOUNTS - 1}) n`,
  );
  await sql('analyze');

  const startService = async (
    name: string,
    { onAllCores = false, environment = {} }: ServiceOptions = {},
  ): Promise<ServerProcess> => {
    const [port = 0, healthPort = 0] = await freePorts(2);
    const image = images.of(name);
    return ServerProcess.start({
      argv: [...(onAllCores ? cores.all : cores.app), ...image.argv],
      cwd: image.cwd,
      port,
      environment: {
        ...image.environment,
        ...serviceEnvironment(lodge, secret),
        GNAR_PORT: String(port),
        GNAR_HEALTH_PORT: String(healthPort),
        ...environment,
      },
    });
  };

  return await work({
    lodge,
    redis: redis.name,
    cores,
    images,
    secret,
    passwordHash,
    connectionString,
    ownerConnectionString,
    sql,
    startService,
    startServer: async (program, { onAllCores = false, environment = {} } = {}) => {
      const [port = 0] = await freePorts(1);
      return ServerProcess.start({
        argv: [
          ...(onAllCores ? cores.all : cores.app),
          ...[process.execPath, program, connectionString, secret, String(port)],
        ],
        port,
        environment,
      });
    },
  });
}

/** Debian's, as close to production as a machine without a container engine gets: the lodge's own is many times slower. */
async function startRedis(stack: AsyncDisposableStack): Promise<{ name: string; endpoint?: string }> {
  const program = await debianProgram('redis-server');
  if ('missing' in program) return { name: "the lodge's own Redis" };
  const [port = 0] = await freePorts(1);
  const settings = ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no'];
  const server = await ServerProcess.start({
    argv: [program.path, ...settings],
    environment: { ...program.env },
    port,
  });
  stack.adopt(server, (started) => started.stop());
  return { name: `redis-server ${program.version}`, endpoint: `127.0.0.1:${port}` };
}

const budgets = Object.keys(pisteSchema).filter((name) => name.endsWith('_PER_TEN_MINUTES'));

function serviceEnvironment(lodge: Lodge, secret: string): Record<string, string> {
  return {
    ...lodge.environment(),
    GNAR_PRODUCTION: 'true',
    GNAR_SHUTDOWN_WAIT_SECONDS: '0',
    GNAR_JWT_SECRET_KEY: secret,
    GNAR_EMAIL_HOST: 'https://bench.example.com',
    GNAR_EMAIL_SENDER: 'bench@gnar.localhost',
    GNAR_EMAIL_PROJECT_NAME: 'Bench',
    ...Object.fromEntries(budgets.map((name) => [`GNAR_${name}`, '1000000'])),
  };
}

function addressOfDatabase({ postgres }: Lodge, role: 'owner' | 'service'): string {
  const { host, port, database } = postgres;
  const { username, password: secret } = postgres[role];
  return `postgres://${username}:${encodeURIComponent(secret)}@${host}:${port}/${database}`;
}
