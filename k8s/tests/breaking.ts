import { describe, expect, it } from '@jest/globals';
import { checks, type Promised } from '../checks/all.ts';
import { placeOf } from '../checks/place.ts';
import { product } from '../checks/product.ts';
import { renderedObjects } from '../rendering/overlays.ts';
import type { Mutation } from './mutation.ts';

/** What is broken, how, and the problem to expect (text, or a pattern); in `production` unless another overlay is named. */
export type Row = readonly [what: string, mutation: Mutation, problem: string | RegExp, overlay?: string];

/** Breaks rendered manifests, one way to a row, and expects the named check to report it. */
export function breaking(promise: Promised, rows: readonly Row[]): void {
  describe(`the check "${promise}" fails when`, () => {
    it.each(rows)('%s', (_what, mutation, problem, overlay = 'production') => {
      const problems = checks[promise](mutation(renderedObjects(overlay)), placeOf(overlay), product);
      expect(problems).toContainEqual(
        typeof problem === 'string' ? expect.stringContaining(problem) : expect.stringMatching(problem),
      );
    });
  });
}
