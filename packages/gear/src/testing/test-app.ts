import { randomUUID } from 'node:crypto';
import type { AppAddress, GnarAppOptions } from '../app/app-options.ts';
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

/** Starts an app on free ports with its logs in hand; without a database in the environment it has none. */
export async function startTestApp(options: GnarAppOptions & { name?: string } = {}): Promise<TestApp> {
  const logs = new LogLines();
  const environment = testEnvironment(options.environment);
  const app = new GnarApp(options.name ?? 'gear-test', {
    host: '127.0.0.1',
    port: 0,
    blueprints: [],
    noDb: environment['GNAR_PG_ENDPOINT'] === undefined,
    logDestination: logs,
    logLevel: 'debug',
    ...options,
    environment,
  });
  const address = await app.start();
  return {
    app,
    address,
    logs,
    fetch: (path, init) => fetch(`${address.url}${path}`, init),
    health: (path) => fetch(`${address.healthUrl}${path}`),
  };
}
