const piste = 'services/piste/src/own';

/** A feature as a fork adds it, by path: an operation, a table, a route, background work, and a test of all of them. */
export const tripsFeature: Readonly<Record<string, string>> = {
  'packages/contract/src/own/operations.ts': `
import { z } from 'zod';
import type { Operations } from '../operation.ts';

export const tripSchema = z.strictObject({ id: z.uuid(), name: z.string(), confirmed: z.boolean() });
const tripsResponseSchema = z.strictObject({ trips: z.array(tripSchema) });

export type Trip = z.output<typeof tripSchema>;

export const ownOperations = {
  addTrip: {
    method: 'post',
    path: '/api/trips',
    summary: 'Add a trip',
    access: 'session',
    body: z.strictObject({ name: z.string().min(1).max(100) }),
    success: { status: 201, body: tripSchema },
  },
  listTrips: {
    method: 'get',
    path: '/api/trips',
    summary: 'The trips of the person who asks',
    access: 'session',
    success: { status: 200, body: tripsResponseSchema },
  },
} as const satisfies Operations;
`,
  [`${piste}/migrations/0001_trips.sql`]: `
-- Up Migration
CREATE TABLE trips (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
  name text NOT NULL,
  confirmed boolean NOT NULL DEFAULT false
);
-- Down Migration
DROP TABLE trips;
`,
  [`${piste}/features.ts`]: `
import type { FeatureManifest } from '../feature.ts';
import { trips } from './trips/feature.ts';

export const ownFeatures: readonly FeatureManifest[] = [trips];
`,
  [`${piste}/trips/feature.ts`]: `
import type { Feature } from '../../feature.ts';
import type { Routed } from '../../protection/route.ts';
import { tripsRoutes } from './trips.routes.ts';
import { createTripsService, TRIP_ADDED, type TripsOptions } from './trips.service.ts';

export function trips(parts: Routed & TripsOptions): Feature {
  const service = createTripsService(parts);
  return {
    blueprint: tripsRoutes(parts.route, service),
    outbox: { [TRIP_ADDED]: (payload) => service.confirm(payload) },
  };
}
`,
  [`${piste}/trips/trips.routes.ts`]: `
import { operations } from '@gnar/contract';
import { defineBlueprint, reply, type Blueprint } from '@gnar/gear/http';
import type { MakeRoute } from '../../protection/route.ts';
import type { TripsService } from './trips.service.ts';

export function tripsRoutes(route: MakeRoute, service: TripsService): Blueprint {
  return defineBlueprint({
    routes: [
      route(operations.addTrip, {}, async ({ session, body }) =>
        reply(201, await service.add(session.userId, body.name)),
      ),
      route(operations.listTrips, {}, async ({ session }) =>
        reply(200, { trips: await service.list(session.userId) }),
      ),
    ],
  });
}
`,
  [`${piste}/trips/trips.service.ts`]: `
import type { Trip } from '@gnar/contract';
import type { Database } from '@gnar/gear/database';
import type { Outbox } from '@gnar/gear/jobs';
import { z } from 'zod';
import { confirmTrip, insertTrip, listTrips } from './trips.store.ts';

export const TRIP_ADDED = 'trip-added';

const payloadSchema = z.strictObject({ id: z.uuid() });

export interface TripsService {
  add(userId: string, name: string): Promise<Trip>;
  list(userId: string): Promise<Trip[]>;
  confirm(payload: unknown): Promise<void>;
}

export interface TripsOptions {
  readonly database: Pick<Database, 'run' | 'all' | 'transaction'>;
  readonly outbox: Pick<Outbox, 'add'>;
}

export function createTripsService({ database, outbox }: TripsOptions): TripsService {
  return {
    add: (userId, name) =>
      database.transaction(async (transaction) => {
        const trip = await insertTrip(transaction, userId, name);
        await outbox.add(transaction, { kind: TRIP_ADDED, payload: { id: trip.id } });
        return trip;
      }),
    list: (userId) => listTrips(database, userId),
    confirm: (payload) => confirmTrip(database, payloadSchema.parse(payload).id),
  };
}
`,
  [`${piste}/trips/trips.store.ts`]: `
import type { Trip } from '@gnar/contract';
import type { Queryable } from '@gnar/gear/database';

export async function insertTrip(
  database: Pick<Queryable, 'one'>,
  userId: string,
  name: string,
): Promise<Trip> {
  const row = await database.one<Trip>(
    'INSERT INTO trips (user_id, name) VALUES ($1, $2) RETURNING id, name, confirmed',
    [userId, name],
  );
  if (!row) throw new Error('An insert returned no row.');
  return row;
}

export function listTrips(database: Pick<Queryable, 'all'>, userId: string): Promise<Trip[]> {
  return database.all<Trip>('SELECT id, name, confirmed FROM trips WHERE user_id = $1 ORDER BY name', [userId]);
}

export async function confirmTrip(database: Pick<Queryable, 'run'>, id: string): Promise<void> {
  await database.run('UPDATE trips SET confirmed = true WHERE id = $1', [id]);
}
`,
  [`${piste}/trips/trips.test.ts`]: `
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeSignedIn } from '../../testing/people.ts';
import { startPiste, type PisteUnderTest } from '../../testing/piste-under-test.ts';
import { until } from '../../testing/until.ts';

let piste: PisteUnderTest;
beforeAll(async () => {
  piste = await startPiste();
});
afterAll(() => piste.stop());

describe('trips', () => {
  it('are added, confirmed by a job and shown to their owner alone', async () => {
    const ada = await makeSignedIn(piste);
    const grace = await makeSignedIn(piste);
    const added = await piste.api.post('/api/trips', { name: 'Whistler' }, { as: ada.authorization });
    expect([added.status, added.json]).toEqual([201, expect.objectContaining({ name: 'Whistler' })]);
    const tripsOf = async (as: string) => (await piste.api.get('/api/trips', { as })).json;
    const confirmed = { trips: [{ ...added.json, confirmed: true }] };
    await until(async () => JSON.stringify(await tripsOf(ada.authorization)) === JSON.stringify(confirmed));
    expect(await tripsOf(grace.authorization)).toEqual({ trips: [] });
    expect((await piste.api.get('/api/trips')).json['code']).toBe('token_missing');
  });
});
`,
};
