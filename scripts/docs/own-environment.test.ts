import { expect, it, jest } from '@jest/globals';
import { env } from '@gnar/gear/config';

it('docs/environment.md lists the variables that a fork adds in services/piste/src/own/config.ts', async () => {
  const ownSchema = { LIFT_COUNT: env.int({ min: 1, max: 99, default: 3 }).describe('lifts, 1 to 99') };
  jest.unstable_mockModule('../../services/piste/src/own/config.ts', () => ({ ownSchema }));
  const { describeEnvironment } = await import('./environment.ts');
  expect(await describeEnvironment()).toContain('| `LIFT_COUNT` | lifts, 1 to 99 | `3` | piste |');
});
