import { type Environment } from '../../config.ts';
import { secretsPath } from '../../naming.ts';
import { CommandError } from '../command-error.ts';

export type TargetName = (typeof targetNames)[number];
export const targetNames = ['postgres', 'redis'] as const;

/** Where a tunnel ends, and how one connects to its beginning. */
export interface Target {
  readonly host: string;
  readonly port: number;
  /** Lines that tell how to connect to the local port; never a password. */
  readonly instructions: (localPort: number) => readonly string[];
}

type Outputs = Readonly<Record<string, unknown>>;

/** Needs no AWS. @throws CommandError when there is no such target in the environment */
export function requireTarget(name: string | undefined, environment: Environment): TargetName {
  const found = targetNames.find((one) => one === name);
  if (found === undefined) {
    throw new CommandError(
      [
        name === undefined ? 'To where?' : `There is no "${name}" to go to.`,
        ...targetNames.map((known) => `  npm run tunnel -- ${environment.name} ${known}`),
      ].join('\n'),
    );
  }
  if (found === 'redis' && environment.features.cache === 'in-cluster') {
    throw new CommandError(
      `The cache of ${environment.name} is in the cluster: kubectl --namespace gnar port-forward service/valkey 6379`,
    );
  }
  return found;
}

/**
 * @param outputs the data stack's
 * @throws CommandError when the target is not up
 */
export const targetOf = (name: TargetName, environment: Environment, outputs: Outputs): Target =>
  name === 'postgres' ? postgres(environment, outputs) : redis(environment, outputs);

function postgres(environment: Environment, outputs: Outputs): Target {
  const { host, port } = addressOf('PG_ENDPOINT', environment, outputs);
  const user = `dbname=${text(outputs, 'PG_DATABASE')} user=${text(outputs, 'PG_USERNAME')}`;
  // By its own name, so that the certificate is its own; by our address, because that is where the tunnel begins.
  const where = (localPort: number) => `host=${host} hostaddr=127.0.0.1 port=${localPort} ${user}`;
  const bundle = 'global-bundle.pem';
  return {
    host,
    port,
    instructions: (localPort) => [
      `psql "${where(localPort)} sslmode=verify-full sslrootcert=${bundle}"`,
      `The authorities are Amazon's: curl -O https://truststore.pki.rds.amazonaws.com/global/${bundle}`,
      `The password is the parameter ${secretsPath(environment)}/GNAR_PG_PASSWORD.`,
    ],
  };
}

function redis(environment: Environment, outputs: Outputs): Target {
  const { host, port } = addressOf('REDIS_ENDPOINT', environment, outputs);
  const user = text(outputs, 'REDIS_USERNAME');
  return {
    host,
    port,
    instructions: (localPort) => [
      `redis-cli -h 127.0.0.1 -p ${localPort} --tls --sni ${host} --user ${user} --askpass`,
      `The password is the parameter ${secretsPath(environment)}/GNAR_REDIS_PASSWORD.`,
    ],
  };
}

function addressOf(name: string, environment: Environment, outputs: Outputs): { host: string; port: number } {
  const [, host = '', port = ''] = /^([a-z0-9.-]+):(\d+)$/.exec(text(outputs, name)) ?? [];
  if (host !== '') return { host, port: Number(port) };
  throw new CommandError(
    `The data of ${environment.name} is not up (it tells no ${name}). First: npm run infra:up -- ${environment.name}`,
  );
}

function text(outputs: Outputs, name: string): string {
  const value = outputs[`GNAR_${name}`];
  return typeof value === 'string' ? value : '';
}
