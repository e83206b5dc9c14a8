import { randomBytes } from 'node:crypto';
import { startLodge, type Lodge } from '@gnar/lodge';
import { freePorts } from '@gnar/lodge/ports';
import { migrateWith } from '@gnar/piste/migrate';
import { ServerProcess } from '../measure/child.ts';
import { compare, type CompareOptions, type Comparison } from '../measure/compare.ts';
import { signIn } from './sign-in.ts';

const floorProgram = new URL('./floor.ts', import.meta.url).pathname;
const pisteProgram = new URL('../../../../services/piste/src/main.ts', import.meta.url).pathname;

/** `POST /user/get` of piste, as in production, against the same work hand-written on bare express. */
export async function compareUserGet(options: CompareOptions): Promise<Comparison> {
  await using stack = new AsyncDisposableStack();
  const lodge = stack.adopt(await startLodge(), (started) => started.stop());
  await migrateWith(lodge.environment());
  const [pistePort = 0, healthPort = 0, floorPort = 0] = await freePorts(3);
  const secret = randomBytes(32).toString('base64url');
  const pisteUrl = `http://127.0.0.1:${pistePort}`;
  const floorUrl = `http://127.0.0.1:${floorPort}`;

  const environment = pisteEnvironment(lodge, { secret, pistePort, healthPort });
  stack.adopt(
    await ServerProcess.start([pisteProgram], environment, `http://127.0.0.1:${healthPort}/readyz`),
    (server) => server.stop(),
  );
  stack.adopt(
    await ServerProcess.start(
      [floorProgram, connectionString(lodge), secret, String(floorPort)],
      {},
      floorUrl,
    ),
    (server) => server.stop(),
  );
  const authorization = await signIn(pisteUrl, lodge.ses.endpoint);
  const contestant = (name: string, url: string) =>
    ({ name, url: `${url}/user/get`, method: 'POST', headers: { authorization } }) as const;
  return await compare(contestant('piste', pisteUrl), contestant('floor', floorUrl), options);
}

function pisteEnvironment(
  lodge: Lodge,
  { secret, pistePort, healthPort }: { secret: string; pistePort: number; healthPort: number },
): Record<string, string> {
  return {
    ...lodge.environment(),
    GNAR_PRODUCTION: 'true',
    GNAR_SHUTDOWN_WAIT_SECONDS: '0',
    GNAR_PORT: String(pistePort),
    GNAR_HEALTH_PORT: String(healthPort),
    GNAR_JWT_SECRET_KEY: secret,
    GNAR_EMAIL_HOST: 'http://localhost:3000',
    GNAR_EMAIL_SENDER: 'bench@gnar.localhost',
    GNAR_EMAIL_PROJECT_NAME: 'Bench',
    OFF_PISTE_SERVICE_PORT: '1',
  };
}

function connectionString({ postgres }: Lodge): string {
  const { host, port, database, service } = postgres;
  return `postgres://${service.username}:${encodeURIComponent(service.password)}@${host}:${port}/${database}`;
}
