import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { LodgeServiceName } from '@gnar/lodge';
import { services } from '../../services.ts';
import { root } from '../root.ts';

interface DocumentedPort {
  /** By which a developer chooses another. */
  readonly variable: string;
  readonly port: number;
}

const portsOfLodge: Readonly<Record<LodgeServiceName, DocumentedPort>> = {
  ses: { variable: 'GNAR_DEV_SES_PORT', port: 9402 },
  sqs: { variable: 'GNAR_DEV_SQS_PORT', port: 9403 },
  postgres: { variable: 'GNAR_DEV_PG_PORT', port: 9404 },
  redis: { variable: 'GNAR_DEV_REDIS_PORT', port: 9405 },
  stubs: { variable: 'GNAR_DEV_STUBS_PORT', port: 9406 },
};

/** What has a documented port in development, by its name on the screen and in running.json. */
export const documentedPorts: ReadonlyMap<string, DocumentedPort> = new Map([
  ...services.map(
    ({ name, variable, port }) => [name, { variable: `GNAR_DEV_${variable}_PORT`, port }] as const,
  ),
  ...Object.entries(portsOfLodge),
]);

export type Ports = ReadonlyMap<string, number>;

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
  const anyFree = source['GNAR_DEV_FREE_PORTS'] === 'true';
  const ports = new Map(
    [...documentedPorts].map(([name, { variable, port }]): [string, number] => {
      const given = source[variable];
      if (given === undefined || given === '') return [name, anyFree ? 0 : port];
      if (!/^\d{1,5}$/.test(given) || Number(given) > 65_535) {
        problems.push(`${variable} is "${given}": a port from 1 to 65535, or 0 for any free one`);
      }
      return [name, Number(given)];
    }),
  );
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
