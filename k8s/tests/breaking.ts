import { describe, expect, it } from '@jest/globals';
import { checks, type Promised } from '../checks/all.ts';
import { placeOf } from '../checks/place.ts';
import { renderedObjects } from '../rendering/overlays.ts';
import type { Mutation } from './mutation.ts';

/** What a hand does, what it does it with, what is told of it; in `production` unless another overlay is named. */
export type Row = readonly [what: string, mutation: Mutation, problem: RegExp, overlay?: string];

/** Breaks rendered manifests by hand, one way to a row, and expects the named check to tell. */
export function breaking(promise: Promised, rows: readonly Row[]): void {
  describe(`"${promise}" is broken when by hand`, () => {
    it.each(rows)('%s', (_what, mutation, problem, overlay = 'production') => {
      const problems = checks[promise](mutation(renderedObjects(overlay)), placeOf(overlay));
      expect(problems).toContainEqual(expect.stringMatching(problem));
    });
  });
}
