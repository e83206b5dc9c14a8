import { beforeAll, describe, expect, it } from '@jest/globals';
import { parseDockerIgnore, readDockerIgnore, type InContext } from '../rehearse/docker-ignore.ts';

describe('.dockerignore', () => {
  let reaches: InContext;

  beforeAll(async () => {
    reaches = await readDockerIgnore();
  });

  it.each([
    '.env',
    'docker/.env',
    'services/piste/.env',
    'services/piste/.env.local',
    '.git/config',
    '.gnar/data/postgres/credentials.json',
    'node_modules/express/index.js',
    'packages/gear/node_modules/p-queue/index.js',
    'services/piste/dist/main.js',
    'services/piste/tsconfig.tsbuildinfo',
    'services/piste/src/main.test.ts',
    'services/powder/src/app/app.test.tsx',
    'packages/lodge/server.pem',
    'services/piste/private.key',
    'infra/environments/production.ts',
    'k8s/overlays/production/kustomization.yaml',
    'docker/compose.env.example',
    'packages/e2e/screenshots/a.png',
  ])('keeps %s from the builder', (path) => {
    expect(reaches(path)).toBe(false);
  });

  it.each([
    'package-lock.json',
    '.npmrc',
    'tsconfig.base.json',
    'packages/gear/src/index.ts',
    'services/piste/src/migrations/0001_users.sql',
    'services/powder/content-security-policy.ts',
    'scripts/build/bundle.ts',
    'docker/image/assemble.ts',
    'docker/web/start.sh',
    'docker/nginx/powder.conf',
  ])('lets %s reach the builder', (path) => {
    expect(reaches(path)).toBe(true);
  });

  it('is read as Docker reads it: the last pattern that matches decides', () => {
    const reachesThere = parseDockerIgnore('# comment\n*\n!src\n**/*.md\n!src/README.md\n');
    expect(['other', 'src/a.ts', 'src/b/c.md', 'src/README.md'].map(reachesThere)).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });
});
