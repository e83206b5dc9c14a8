import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root } from '../root.ts';

/** What has a documented port in development. The names are those of the screen and of running.json. */
export const documentedPorts = {
  powder: { variable: 'GNAR_DEV_POWDER_PORT', port: 3000 },
  piste: { variable: 'GNAR_DEV_PISTE_PORT', port: 9400 },
  'off-piste': { variable: 'GNAR_DEV_OFF_PISTE_PORT', port: 9401 },
  ses: { variable: 'GNAR_DEV_SES_PORT', port: 9402 },
  sqs: { variable: 'GNAR_DEV_SQS_PORT', port: 9403 },
  postgres: { variable: 'GNAR_DEV_PG_PORT', port: 9404 },
  redis: { variable: 'GNAR_DEV_REDIS_PORT', port: 9405 },
  stubs: { variable: 'GNAR_DEV_STUBS_PORT', port: 9406 },
} as const;

export type PortName = keyof typeof documentedPorts;
export type Ports = Readonly<Record<PortName, number>>;

export interface Settings {
  readonly dataDirectory: string;
  /** 0 asks for any free port. */
  readonly ports: Ports;
  readonly redisEndpoint: string | undefined;
  /** GNAR_* names from outside: they win over what `npm start` would set. */
  readonly overrides: Readonly<Record<string, string>>;
}

/** Reads the few settings of `npm start` itself. Throws one error that names every bad one. */
export function readSettings(source: NodeJS.ProcessEnv): Settings {
  const problems: string[] = [];
  const ports = Object.fromEntries(
    Object.entries(documentedPorts).map(([name, { variable, port }]) => {
      const given = source[variable];
      if (given === undefined || given === '') return [name, port];
      if (!/^\d{1,5}$/.test(given) || Number(given) > 65_535) {
        problems.push(`${variable} is "${given}": a port from 1 to 65535, or 0 for any free one`);
      }
      return [name, Number(given)];
    }),
  ) as Record<PortName, number>;
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const overrides = Object.entries(source).filter(
    (entry): entry is [string, string] =>
      entry[0].startsWith('GNAR_') && !entry[0].startsWith('GNAR_DEV_') && entry[1] !== undefined,
  );
  return {
    dataDirectory: resolve(source['GNAR_DEV_DATA_DIR'] || join(root, '.gnar', 'data')),
    ports,
    redisEndpoint: source['GNAR_REDIS_ENDPOINT'] || undefined,
    overrides: Object.fromEntries(overrides),
  };
}

/** The clone's own JWT secret: made once, so that sessions last between runs. */
export function jwtSecret(dataDirectory: string): string {
  const path = join(dataDirectory, 'jwt-secret');
  try {
    return readFileSync(path, 'utf8');
  } catch {
    const secret = randomBytes(48).toString('base64url');
    mkdirSync(dataDirectory, { recursive: true });
    writeFileSync(path, secret, { mode: 0o600 });
    return secret;
  }
}
