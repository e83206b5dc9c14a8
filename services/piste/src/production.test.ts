import { expect, it, jest } from '@jest/globals';
import { defineBlueprint, get } from '@gnar/gear/http';
import type { FeatureManifest } from './feature.ts';
import { expectProblem } from './testing/problem.ts';

/** A feature with a mistake. */
const broken: FeatureManifest = () => ({
  blueprint: defineBlueprint({
    routes: [
      get('/api/broken-of-this-test', { auth: 'public' }, () => {
        throw new Error('SELECT password_hash FROM users failed');
      }),
    ],
  }),
});

it('piste in production asks for TLS, allows no other origin and tells nothing of a failure', async () => {
  jest.unstable_mockModule('./own/features.ts', () => ({ ownFeatures: [broken] }));
  const { startPiste } = await import('./testing/piste-under-test.ts');
  await using production = await startPiste({
    GNAR_PRODUCTION: 'true',
    GNAR_ALLOWED_ORIGINS: 'http://localhost:3000',
    GNAR_SHUTDOWN_WAIT_SECONDS: '0',
  });
  const headers = { origin: 'http://localhost:3000' };
  const answer = await production.api.post('/user/get', undefined, { headers });
  expect(answer.headers.get('strict-transport-security')).toMatch(/max-age=\d{8,}/);
  expect(answer.headers.get('access-control-allow-origin')).toBeNull();

  const failed = await production.api.get('/api/broken-of-this-test');
  expectProblem(failed, 500, 'internal_error');
  expect(failed.text).not.toMatch(/stack|node_modules|\.ts|password_hash/);
  expect(production.logLines.some((line) => line.includes('password_hash'))).toBe(true);
});
