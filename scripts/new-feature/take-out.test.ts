import { describe, expect, it } from '@jest/globals';
import { orphans, withoutNeeds } from './needs.ts';
import { withoutLinks } from './pages.ts';
import { takeOut } from './take-out.ts';

const isTrips = (path: string) =>
  path.startsWith('services/piste/src/features/trips/') || path === 'docs/trips.md';
const takeTripsOut = (text: string) => takeOut('services/piste/src/compose.ts', text, isTrips);

describe('taking a feature out of a file', () => {
  it('leaves a file that imports nothing of the feature as it is', () => {
    const text =
      "import { trips } from './features/trips-archive/feature.ts';\nexport const all = [trips];\n";
    expect(takeTripsOut(text)).toEqual({ text });
  });

  it('takes the import and its entries, with their comments, out of lists', () => {
    const text = `// What the file is.
import { trips, tripsBudgets as budgets } from './features/trips/feature.ts';
import * as sessions from './sessions.ts';
export * from './features/trips/operations.ts';
const all = [
  sessions,
  // The last one.
  ...trips,
];
const byName = { trips, ...budgets(all), other: sessions.trips, trips: 1 };
`;
    expect(takeTripsOut(text)).toEqual({
      text: `// What the file is.
import * as sessions from './sessions.ts';
const all = [
  sessions,
];
const byName = { other: sessions.trips, trips: 1 };
`,
    });
  });

  it.each([
    ["import { trips } from './features/trips/feature.ts';\ntrips();\n", 'trips'],
    ["import type { Trip } from './features/trips/trip.ts';\nexport const all: Trip[] = [];\n", 'Trip'],
    [
      "import { trips } from './features/trips/feature.ts';\nexport const all = [{ ...trips, id: 1 }.id, trips.name];\n",
      'trips',
    ],
    ["const load = () => import('./features/trips/feature.ts');\n", "import('./features/trips/feature.ts')"],
    [
      "jest.unstable_mockModule('./features/trips/feature.ts', make);\n",
      "jest.unstable_mockModule('./features/trips/feature.ts', make)",
    ],
  ])('refuses a file with another use: %j', (text, use) => {
    expect(takeTripsOut(text)).toEqual({ uses: [use] });
  });
});

describe('what a service no longer needs', () => {
  const entries = `export const entries = [
  {
    name: 'piste',
    needs: { queues: [{ name: 'gnar-trips', setting: 'TRIPS_QUEUE_NAME', use: 'both' }], peers: ['lift', 'hut'] },
    paths: ['/user', { path: '/trips', stream: true }],
  },
  { name: 'lift', paths: ['/trips'], needs: { peers: ['hut'] } },
];
`;

  it('is what only the removed sources name, as a whole word', () => {
    const removed = "peer('lift'); peer('hut'); path: '/trips'; path: '/api/trips'; TRIPS_QUEUE_NAME: queue";
    const kept = "// asks lift\npeer('hut'); path: '/trips-archive'; path: '/user'";
    const words = ['lift', 'hut', '/api', '/trips', '/user', 'TRIPS_QUEUE_NAME'];
    expect(orphans(words, removed, kept)).toEqual(['lift', '/trips', 'TRIPS_QUEUE_NAME']);
  });

  it('goes from the entry of that service alone, and an empty list with it', () => {
    const needless = { service: 'piste', words: ['lift', '/trips', 'TRIPS_QUEUE_NAME'] };
    expect(withoutNeeds('services.ts', entries, needless)).toBe(`export const entries = [
  {
    name: 'piste',
    needs: { peers: [ 'hut'] },
    paths: ['/user',],
  },
  { name: 'lift', paths: ['/trips'], needs: { peers: ['hut'] } },
];
`);
  });

  it('goes from its peers alone, where it is a service that has the name of a queue too', () => {
    const text =
      "[{ name: 'hut', needs: { queues: [{ name: 'lift', use: 'send' }], peers: ['lift'] }, paths: ['lift'] }]";
    expect(withoutNeeds('services.ts', text, { service: 'hut', words: ['lift'] }, ['peers'])).toBe(
      "[{ name: 'hut', needs: { queues: [{ name: 'lift', use: 'send' }], }, paths: ['lift'] }]",
    );
  });
});

describe('a page of documentation', () => {
  it('loses items and rows with a link to a removed file, and its path among others', () => {
    const page = `See [trips](trips.md).
- [Trips](./trips.md#remove): what they are.
- [Huts](huts.md)
| [trips](trips.md) | here |
| piste \`features/trips\`, \`features/huts\`, \`features/trips\` | there |
`;
    expect(withoutLinks('docs/index.md', page, ['services/piste/src/features/trips'], isTrips))
      .toBe(`See [trips](trips.md).
- [Huts](huts.md)
| piste \`features/huts\` | there |
`);
  });
});
