import { randomUUID } from 'node:crypto';
import type { AppAddress, Composition, GnarAppOptions } from '../app/app-options.ts';
import type { EveryPart } from '../app/app-parts.ts';
import { GnarApp } from '../app/gnar-app.ts';
import type { Environment } from '../config/read-config.ts';

/** Log lines as objects, as they come. */
export class LogLines {
  readonly lines: Record<string, unknown>[] = [];
  text = '';

  write(line: string): void {
    this.text += line;
    const parsed: unknown = JSON.parse(line);
    if (typeof parsed === 'object' && parsed !== null) this.lines.push({ ...parsed });
  }

  /** The lines that say so. */
  saying(message: string): Record<string, unknown>[] {
    return this.lines.filter(({ msg }) => msg === message);
  }
}

export interface TestApp {
  app: GnarApp;
  parts: EveryPart;
  address: AppAddress;
  logs: LogLines;
  /** fetch on the app, by path. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  health(path: string): Promise<Response>;
}

export const testSecret = 'a test secret of more than thirty-two bytes';

/** Without what a person may have set: only what a test says. */
export function testEnvironment(environment: Environment = {}): Record<string, string | undefined> {
  return {
    GNAR_JWT_SECRET_KEY: testSecret,
    GNAR_EMAIL_SENDER: 'Gnar <hello@example.com>',
    GNAR_REDIS_KEY_PREFIX: `${randomUUID()}:`,
    GNAR_SHUTDOWN_WAIT_SECONDS: '0',
    ...environment,
  };
}

/** Of an app without parts, for tests that make it themselves. */
export const appOptions = (logs = new LogLines()) => ({
  host: '127.0.0.1',
  port: 0,
  noDb: true,
  noJwt: true,
  blueprints: [],
  logDestination: logs,
  environment: testEnvironment(),
});

export type TestAppOptions = Omit<GnarAppOptions, 'compose' | 'config' | 'noDb' | 'noJwt'> & {
  name?: string;
  noDb?: boolean;
  noJwt?: boolean;
  compose?: (parts: EveryPart) => Composition | Promise<Composition>;
};

/** Starts an app on free ports with its logs in hand; without a database in the environment it has none. */
export async function startTestApp({
  name = 'gear-test',
  compose = () => (options.blueprintsRoot === undefined ? { blueprints: [] } : {}),
  ...options
}: TestAppOptions = {}): Promise<TestApp> {
  const logs = new LogLines();
  const environment = testEnvironment(options.environment);
  const app = new GnarApp(name, {
    host: '127.0.0.1',
    port: 0,
    noDb: environment['GNAR_PG_ENDPOINT'] === undefined,
    logDestination: logs,
    logLevel: 'debug',
    ...options,
    // as: which parts there are depends on the test's environment; it uses those that it has switched on.
    compose: (parts) => compose(parts as EveryPart),
    environment,
  });
  const { parts, ...address } = await app.start();
  return {
    app,
    parts: parts as EveryPart,
    address,
    logs,
    fetch: (path, init) => fetch(`${address.url}${path}`, init),
    health: (path) => fetch(`${address.healthUrl}${path}`),
  };
}
