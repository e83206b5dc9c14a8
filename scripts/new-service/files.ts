/** The words of which a new service's files are made. */
export interface Names {
  /** `ski-lift` */
  readonly name: string;
  /** `SkiLift` */
  readonly type: string;
  /** `skiLift` */
  readonly value: string;
  /** `SKI_LIFT` */
  readonly variable: string;
}

export function namesOf(name: string): Names {
  const type = name.replaceAll(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  const value = `${type.charAt(0).toLowerCase()}${type.slice(1)}`;
  return { name, type, value, variable: name.toUpperCase().replaceAll('-', '_') };
}

/** What a new service consists of, by path below its folder: two routes, one of them for signed-in people, and their tests. */
export function filesOf(names: Names): Readonly<Record<string, string>> {
  return {
    'package.json': packageOf(names),
    'tsconfig.json': tsconfig,
    'src/main.ts': mainOf(names),
    'src/config.ts': configOf(names),
    'src/compose.ts': composeOf(names),
    'src/features/greeting/greeting.routes.ts': routesOf(names),
    'src/features/greeting/greeting.test.ts': testOf(names),
  };
}

const packageOf = ({ name }: Names) =>
  JSON.stringify({
    name: `@gnar/${name}`,
    version: '0.1.0',
    description: `The service ${name}.`,
    license: 'MIT',
    type: 'module',
    private: true,
    main: './dist/main.js',
    dependencies: { '@gnar/gear': '0.1.0' },
    devDependencies: { '@gnar/lodge': '0.1.0' },
  });

const tsconfig = JSON.stringify({
  extends: '../../tsconfig.base.json',
  compilerOptions: { rootDir: 'src', outDir: 'dist', types: ['node'] },
  include: ['src'],
  references: [{ path: '../../packages/gear' }, { path: '../../packages/lodge' }],
});

const mainOf = ({ value }: Names) => `import { readConfigOrExit } from '@gnar/gear/config';
import { compose } from './compose.ts';
import { ${value}Schema } from './config.ts';

await compose(readConfigOrExit(${value}Schema)).run();
`;

const configOf = ({
  name,
  type,
  value,
  variable,
}: Names) => `import { appLogLevelSchema, env, gearSchema, type Config } from '@gnar/gear/config';

/** The environment of ${name}, names without their prefix. */
export const ${value}Schema = {
  ...gearSchema({ database: true, redis: true, jwt: true }),
  ${variable}_LOG_LEVEL: appLogLevelSchema(),
  PRODUCTION: env
    .flag(false)
    .describe('true where real people use it: HSTS, no stacks in answers, a slow stop'),
};

export type ${type}Config = Config<typeof ${value}Schema>;
`;

const composeOf = ({ name, type }: Names) => `import { GnarApp } from '@gnar/gear';
import type { ${type}Config } from './config.ts';
import { greetingRoutes } from './features/greeting/greeting.routes.ts';

/** The whole service, ready to run; the only place that constructs. */
export function compose(config: ${type}Config): GnarApp<${type}Config> {
  return new GnarApp('${name}', {
    config,
    production: config.production,
    compose: () => ({ blueprints: [greetingRoutes()] }),
  });
}
`;

const routesOf = ({
  name,
}: Names) => `import { defineBlueprint, get, reply, type Blueprint } from '@gnar/gear/http';

/** Replace these with your own. */
export function greetingRoutes(): Blueprint {
  return defineBlueprint({
    prefix: '/api/${name}',
    routes: [
      get('/', { auth: 'public' }, () => reply(200, { service: '${name}' })),
      get('/me', { auth: 'required' }, ({ session }) => reply(200, { userId: session.userId })),
    ],
  });
}
`;

const testOf = ({ name, type, value }: Names) => `import { randomBytes, randomUUID } from 'node:crypto';
import type { AppParts } from '@gnar/gear';
import { readConfig } from '@gnar/gear/config';
import { migrate } from '@gnar/gear/database';
import { createTestDatabase, type TestDatabase } from '@gnar/lodge/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { compose } from '../../compose.ts';
import { ${value}Schema, type ${type}Config } from '../../config.ts';

/** Gear's tables: sessions are in them. */
async function migrateGear(environment: Readonly<Record<string, string | undefined>>): Promise<void> {
  const value = (name: string) => environment[\`GNAR_PG_\${name}\`] ?? '';
  await migrate({
    config: {
      pgEndpoint: value('ENDPOINT'),
      pgDatabase: value('DATABASE'),
      owner: { username: value('OWNER_USERNAME'), password: value('OWNER_PASSWORD') },
    },
    grantTo: value('USERNAME'),
  });
}

describe('${name}', () => {
  let database: TestDatabase;
  let parts: AppParts<${type}Config>;
  let url: string;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    database = await createTestDatabase({ template: '${name}', migrate: migrateGear });
    const app = compose(
      readConfig(${value}Schema, {
        ...database.environment(),
        GNAR_JWT_SECRET_KEY: randomBytes(32).toString('base64'),
        GNAR_REDIS_KEY_PREFIX: \`\${database.database}:\`,
        GNAR_PORT: '0',
        GNAR_HEALTH_PORT: '0',
        GNAR_LOG_LEVEL: 'silent',
      }),
    );
    ({ url, parts } = await app.start());
    stop = () => app.stop();
  });

  afterAll(async () => {
    await stop();
    await database.drop();
  });

  it('says to everyone which service it is', async () => {
    const response = await fetch(\`\${url}/api/${name}\`);
    expect([response.status, await response.json()]).toEqual([200, { service: '${name}' }]);
  });

  it('says to a signed-in person who they are', async () => {
    const userId = randomUUID();
    const { authorization } = await parts.database.transaction((transaction) =>
      parts.sessions.open(transaction, { userId, ip: '127.0.0.1', device: null }),
    );
    const response = await fetch(\`\${url}/api/${name}/me\`, { headers: { authorization } });
    expect([response.status, await response.json()]).toEqual([200, { userId }]);
  });

  it('refuses a request without a session', async () => {
    const response = await fetch(\`\${url}/api/${name}/me\`);
    expect(response.status).toBe(401);
  });

  it('answers a path that it does not know with a problem', async () => {
    const response = await fetch(\`\${url}/api/${name}/nothing\`);
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
  });
});
`;
