import { expect, it, jest } from '@jest/globals';
import { env, readConfig } from '@gnar/gear/config';
import { defineBlueprint, get, reply } from '@gnar/gear/http';
import type { FeatureManifest } from './feature.ts';

const nowhere = '127.0.0.1:9';
const environment = {
  ...{ GNAR_PORT: '0', GNAR_HEALTH_PORT: '0', GNAR_LOG_LEVEL: 'silent', GNAR_REDIS_ENDPOINT: nowhere },
  ...{ GNAR_PG_ENDPOINT: nowhere, GNAR_PG_DATABASE: 'x', GNAR_PG_USERNAME: 'x', GNAR_PG_PASSWORD: 'x' },
  ...{ GNAR_SQS_REGION_NAME: 'us-east-1', GNAR_SQS_ENDPOINT: `http://${nowhere}` },
  GNAR_JWT_SECRET_KEY: 'a secret that this test alone will ever use',
};

it('own/ of off-piste adds a feature and its settings beside ours', async () => {
  const lifts: FeatureManifest = ({ config }) => ({
    blueprint: defineBlueprint({
      prefix: '/lifts',
      routes: [get('/', { auth: 'public' }, () => reply(200, Reflect.get(config, 'liftCount')))],
    }),
  });
  const ownSchema = { LIFT_COUNT: env.int({ min: 1, max: 99, default: 3 }) };
  jest.unstable_mockModule('./own/config.ts', () => ({ ownSchema }));
  jest.unstable_mockModule('./own/features.ts', () => ({ ownFeatures: [lifts] }));
  const [{ compose }, { offPisteSchema }] = await Promise.all([
    import('./compose.ts'),
    import('./config.ts'),
  ]);

  const app = compose(readConfig(offPisteSchema, { ...environment, GNAR_LIFT_COUNT: '7' }));
  const { url, routes } = await app.start();
  const answer: unknown = await (await fetch(`${url}/lifts`)).json();
  await app.stop();
  expect(answer).toBe(7);
  expect(routes).toEqual(['GET /check-in', 'GET /lifts']);
});
