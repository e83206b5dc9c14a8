import { expect, it, jest } from '@jest/globals';
import { defineBlueprint, reply } from '@gnar/gear/http';
import type { FeatureManifest } from './feature.ts';

const lookAtTrips = {
  method: 'get',
  path: '/api/trips-of-this-test',
  access: 'public',
  success: { status: 204 },
} as const;

/** A feature in a fork's own/, with a limit that own/request-limits.ts names. */
const trips: FeatureManifest = ({ route }) => ({
  blueprint: defineBlueprint({
    // @ts-expect-error -- this name is known in the fork only
    routes: [route(lookAtTrips, { limit: 'tripsOfThisTest' }, () => reply(204))],
  }),
});

it('a route of a fork is limited by a budget that own/request-limits.ts of piste names', async () => {
  jest.unstable_mockModule('./own/features.ts', () => ({ ownFeatures: [trips] }));
  jest.unstable_mockModule('./own/request-limits.ts', () => ({
    ownRequestBudgets: { tripsOfThisTest: 2 },
  }));
  const { startPiste } = await import('./testing/piste-under-test.ts');
  await using piste = await startPiste();
  const statuses: number[] = [];
  for (let index = 0; index < 3; index += 1) statuses.push((await piste.api.get(lookAtTrips.path)).status);
  expect(statuses).toEqual([204, 204, 429]);
});
