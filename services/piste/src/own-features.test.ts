import { randomUUID } from 'node:crypto';
import { until } from '@gnar/gear/testing';
import { describe, expect, it, jest } from '@jest/globals';
import { defineBlueprint, post, reply } from '@gnar/gear/http';
import type { Feature, FeatureManifest } from './feature.ts';
import { SIGN_UP_REQUESTED } from './features/sign-up/sign-up.types.ts';
import type { PisteUnderTest } from './testing/piste-under-test.ts';

/** Piste of a fork whose own/features.ts lists this one. */
async function startFork(
  feature: FeatureManifest,
  settings: Record<string, string> = {},
): Promise<PisteUnderTest> {
  jest.resetModules();
  jest.unstable_mockModule('./own/features.ts', () => ({ ownFeatures: [feature] }));
  const { startPiste } = await import('./testing/piste-under-test.ts');
  return startPiste(settings);
}

describe('own/features.ts of piste', () => {
  it('adds routes and jobs that are made of the shared parts', async () => {
    const ran: unknown[] = [];
    const kind = 'trip-added';
    const trips: FeatureManifest = ({ database, jobs }): Feature => ({
      blueprint: defineBlueprint({
        prefix: '/api/trips',
        routes: [
          post('/', { auth: 'public' }, async ({ requestId }) => {
            await database.transaction((transaction) =>
              jobs.add(transaction, { kind, payload: { requestId } }),
            );
            return reply(202, {});
          }),
        ],
      }),
      jobs: { [kind]: async ({ requestId }) => void ran.push(requestId) },
    });
    await using fork = await startFork(trips);
    const requestId = randomUUID();
    const { status } = await fork.api.post('/api/trips', {}, { headers: { 'x-request-id': requestId } });
    expect(status).toBe(202);
    await until(async () => ran.length > 0);
    expect(ran).toEqual([requestId]);
    expect(fork.routes).toEqual(expect.arrayContaining(['POST /api/trips', 'POST /user/signup']));
  });

  it('must not take the jobs of another feature', async () => {
    const thief = (): Feature => ({ jobs: { [SIGN_UP_REQUESTED]: () => Promise.resolve() } });
    const start = startFork(thief, { GNAR_PRODUCTION: 'true', GNAR_SHUTDOWN_WAIT_SECONDS: '0' });
    await expect(start).rejects.toThrow(`Two features handle jobs of the kind "${SIGN_UP_REQUESTED}"`);
  });
});
