import { describe, expect, it } from '@jest/globals';
import { filesOfFeature, foldersOf } from './files-of-feature.ts';
import { namesOf } from './names.ts';

const removedWith = (name: string, files: readonly string[]) => filesOfFeature(namesOf(name), files);

const ofTrips = [
  'packages/contract/src/own/trips.ts',
  'packages/e2e/src/own/trips.e2e.ts',
  'services/piste/src/own/trips/feature.ts',
  'services/piste/src/own/trips/legs/trips.store.ts',
  'services/powder/src/own/trips/feature.tsx',
];
const ofSessions = [
  'docs/features/sessions.md',
  'packages/contract/src/sessions.problem-codes.ts',
  'packages/contract/src/sessions.ts',
  'packages/e2e/src/pages/sessions.ts',
  'packages/siege/src/features/sessions.ts',
  'services/piste/src/features/sessions/feature.ts',
];

describe('the files that are removed with a feature', () => {
  it('do not include the migration of its table, which databases have run', () => {
    const migration = 'services/piste/src/own/migrations/9000_trips.sql';
    expect(removedWith('trips', [...ofTrips, migration])).toEqual(ofTrips);
  });

  it('are, below own/, those that npm run new:feature writes, and those called after it in folders features/', () => {
    const page = 'docs/features/trips.md';
    const others = [
      'own/trips.ts',
      'packages/contract/src/trips.ts',
      'packages/e2e/src/pages/trips.ts',
      'services/piste/src/own/trips.ts',
      'services/powder/src/own/trips.ts',
      'services/piste/src/own/trips-archive/feature.ts',
    ];
    expect(removedWith('trips', [page, ...ofTrips, ...others])).toEqual([page, ...ofTrips]);
  });

  it('are, of the starter, those called after it in the contract and the walks too, and none of own/', () => {
    const others = [
      'packages/contract/src/own/sessions.ts',
      'services/piste/src/own/sessions.ts',
      'services/powder/src/session/sessions.ts',
    ];
    expect(removedWith('sessions', [...ofSessions, ...others])).toEqual(ofSessions);
  });
});

describe('the folder of a feature', () => {
  it('is one with a file feature.ts or feature.tsx; folders without are none, such as own/migrations', () => {
    const files = [
      'services/piste/src/own/migrations/9000_trips.sql',
      'services/piste/src/own/migrations/old/feature.ts',
      'services/piste/src/own/migrations/feature.test.ts',
    ];
    expect(foldersOf(namesOf('migrations'), files)).toEqual([]);
    expect(foldersOf(namesOf('trips'), ofTrips)).toEqual([
      'services/piste/src/own/trips',
      'services/powder/src/own/trips',
    ]);
  });
});
