import { afterAll, beforeAll, describe } from '@jest/globals';
import { findPrograms, Rehearsal, type RehearsalOptions } from '../../rehearsal/rehearsal.ts';
import { ingressesOf } from '../../rehearsal/ingress.ts';

const START_LIMIT_MS = 120_000;

/** Tests on a rehearsal of their own; where it cannot be they are reported as skipped, with the reason in their title. */
export async function describeRehearsal(
  title: string,
  options: Partial<RehearsalOptions>,
  tests: (rehearsal: () => Rehearsal) => void,
): Promise<void> {
  const programs = await findPrograms();
  if ('missing' in programs) {
    describe.skip(`${title} (${programs.missing})`, () => tests(() => notThere(programs.missing)));
    return;
  }
  const ingresses = await ingressesOf('production');
  describe(title, () => {
    let rehearsal: Rehearsal | undefined;
    beforeAll(async () => {
      rehearsal = await Rehearsal.start(programs, { ingresses, ...options });
    }, START_LIMIT_MS);
    afterAll(() => rehearsal?.stop(), START_LIMIT_MS);
    tests(() => rehearsal ?? notThere('the rehearsal did not start'));
  });
}

function notThere(why: string): never {
  throw new Error(why);
}
