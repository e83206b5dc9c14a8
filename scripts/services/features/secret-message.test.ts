import { expect, it } from '@jest/globals';
import { routes } from '../../../services.ts';

it('the secret message keeps its path of 2018', () => {
  expect(routes.map(({ path }) => path)).toContain('/10-45');
});
