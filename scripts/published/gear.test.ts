import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Lodge, startLodge } from '@gnar/lodge';
import { freePorts } from '@gnar/lodge/ports';
import { root } from '../root.ts';
import { installPacked, type PackedPackage } from './packed-package.ts';

// It compiles gear and starts a lodge.
jest.setTimeout(180_000);

const run = promisify(execFile);
const userId = '01890000-0000-7000-8000-000000000001';

const files: Readonly<Record<string, string>> = {
  'service/main.ts': `import { GnarApp } from '@gnar/gear';
await new GnarApp('outside').run();
`,
  'service/me.routes.ts': `import { defineBlueprint, get, reply } from '@gnar/gear/http';
export const blueprint = defineBlueprint({
  prefix: '/me',
  routes: [get('/', { auth: 'required' }, ({ session }) => reply(200, { userId: session.userId }))],
});
`,
  // What a release does before its services start: gear's own tables, and none of the service's.
  'migrate.ts': `import { env, gearSchema, readConfigOrExit } from '@gnar/gear/config';
import { migrate } from '@gnar/gear/database';
const owner = { PG_OWNER_USERNAME: env.text(), PG_OWNER_PASSWORD: env.text() };
const config = readConfigOrExit({ ...gearSchema({ database: true }), ...owner });
await migrate({
  config: { ...config, owner: { username: config.pgOwnerUsername, password: config.pgOwnerPassword } },
  grantTo: config.pgUsername,
});
`,
  // Another service, which logs people in.
  'log-in.ts': `import { GnarApp } from '@gnar/gear';
import { gearSchema, readConfigOrExit } from '@gnar/gear/config';
const app = new GnarApp('log-in', {
  port: 0,
  logLevel: 'silent',
  config: readConfigOrExit(gearSchema({ database: true, jwt: true })),
  compose: ({ database, sessions }) => ({
    onStart: async () => {
      const session = { userId: '${userId}', ip: '127.0.0.1', device: null };
      console.log((await database.transaction((tx) => sessions.open(tx, session))).authorization);
    },
  }),
});
await app.start();
await app.stop();
`,
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      target: 'es2024',
      module: 'nodenext',
      strict: true,
      noEmit: true,
      types: ['node'],
      skipLibCheck: true,
    },
    include: ['*.ts', 'service'],
  }),
  'package.json': '{ "type": "module" }',
};

describe('gear, packed and installed outside the repository', () => {
  let lodge: Lodge;
  let gear: PackedPackage;
  let service: ChildProcessByStdio<null, Readable, null> | undefined;
  let environment: Record<string, string>;
  let url: string;
  let healthUrl: string;

  beforeAll(async () => {
    [lodge, gear] = await Promise.all([startLodge(), installPacked('packages/gear', '@types/node')]);
    const [port, healthPort] = await freePorts(2);
    url = `http://127.0.0.1:${port}`;
    healthUrl = `http://127.0.0.1:${healthPort}`;
    environment = {
      ...lodge.environment(),
      GNAR_JWT_SECRET_KEY: 'a secret of this test that is longer than 32 bytes',
    };
    await mkdir(join(gear.folder, 'service'));
    for (const [name, text] of Object.entries(files)) await writeFile(join(gear.folder, name), text);
    await program('migrate.ts');
    service = spawn(process.execPath, [join(gear.folder, 'service/main.ts')], {
      env: { ...environment, GNAR_PORT: String(port), GNAR_HEALTH_PORT: String(healthPort) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface(service.stdout)) if (line.includes('outside is up')) break;
  });
  afterAll(async () => {
    service?.kill('SIGKILL');
    await gear[Symbol.asyncDispose]();
    await lodge.stop();
  });

  const program = async (file: string) =>
    (await run(process.execPath, [join(gear.folder, file)], { env: environment })).stdout.trim();

  it('compiles in strict mode with the types that its declarations bring', async () => {
    await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', gear.folder]);
  });

  it('serves a protected route of a two-line service on an empty database', async () => {
    const authorization = await program('log-in.ts');

    const known = await fetch(`${url}/me`, { headers: { authorization } });
    const unknown = await fetch(`${url}/me`);

    expect([known.status, await known.json()]).toEqual([200, { userId }]);
    expect(known.headers.get('authorization')).toMatch(/^Bearer /);
    expect([unknown.status, unknown.headers.get('content-type')]).toEqual([401, 'application/problem+json']);
  });

  it('reports its health, its readiness and the requests it has answered', async () => {
    const statuses = ['/healthz', '/readyz'].map(async (path) => (await fetch(`${healthUrl}${path}`)).status);
    const metrics = await (await fetch(`${healthUrl}/metrics`)).text();

    expect(await Promise.all(statuses)).toEqual([200, 200]);
    expect(metrics).toMatch(/http_request_duration_seconds_count\{[^}]*route="\/me"[^}]*status="200"/);
  });

  it('stops on SIGTERM with exit code 0', async () => {
    if (service === undefined) throw new Error('The service did not start.');
    service.kill('SIGTERM');
    expect(await once(service, 'exit')).toEqual([0, null]);
  });
});
