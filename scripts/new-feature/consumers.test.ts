import { describe, expect, it } from '@jest/globals';
import { consumers } from './consumers.ts';

const removed = {
  'packages/contract/src/own/trips.ts':
    'export const tripsOperations = {};\nexport interface Trip {}\nexport type Leg = string;\ninterface Hidden {}\n',
};
const entries = {
  'packages/contract/src/own/operations.ts': "export * from './trips.ts';\nexport interface Hut {}\n",
  'packages/contract/src/index.ts': "export * from './own/operations.ts';\n",
};
const map = 'services/powder/src/map.ts';
const consumersWith = (text: string) => consumers({ [map]: text, ...entries }, removed);

describe('what a removed file exports through the entry of its package', () => {
  it.each([
    ["import type { Trip } from '@gnar/contract';\n", 'Trip'],
    [
      "import { type Hut, type Leg as Part, tripsOperations } from '@gnar/contract';\n",
      'Leg, tripsOperations',
    ],
    ["export type { Trip } from '@gnar/contract';\n", 'Trip'],
    ["import * as contract from '@gnar/contract';\nlet trip: contract.Trip;\n", 'Trip'],
    ["import * as contract from '@gnar/contract';\nuse(contract.tripsOperations);\n", 'tripsOperations'],
    ["let trip: import('@gnar/contract').Trip;\n", 'Trip'],
    ["import type { Trip } from '../../../packages/contract/src/own/operations.ts';\n", 'Trip'],
  ])('is found where another file uses it: %j', (text, names) => {
    expect(consumersWith(text)).toEqual([`${map} (${names})`]);
  });

  it.each([
    "import type { Hut } from '@gnar/contract';\n",
    "import type { Trip } from '@gnar/contract/product';\n",
    "import type { Trip } from './trip.ts';\n",
    "import type { Hidden } from '@gnar/contract';\n",
    "import * as contract from '@gnar/contract';\nlet hut: contract.Hut; // Trip\n",
  ])('is not mistaken for another: %j', (text) => {
    expect(consumersWith(text)).toEqual([]);
  });
});
