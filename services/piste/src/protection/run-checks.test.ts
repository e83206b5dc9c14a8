import { describe, expect, it } from '@jest/globals';
import { ProblemError, TooManyRequestsError, UnavailableError } from '@gnar/gear/errors';
import { createRunChecks } from './run-checks.ts';

const caller = { ip: '192.0.2.1', requestId: 'a-request', log: { info: () => undefined } };

/** @returns the outcomes of the rows that are kept */
async function rowsOf(refusal: Error): Promise<unknown[]> {
  const rows: unknown[] = [];
  const database = { run: async (_: unknown, values: readonly unknown[] = []) => rows.push(values[1]) };
  const runChecks = createRunChecks({ database, rateLimits: { consume: () => Promise.resolve() } });
  await expect(runChecks('sign_up', caller, () => Promise.reject(refusal))).rejects.toBe(refusal);
  return rows;
}

describe('the audit of what guards a route', () => {
  it('keeps a refusal', async () => {
    expect(await rowsOf(new TooManyRequestsError(60))).toEqual(['too_many_requests']);
  });

  it('keeps nothing of an outage or of a mistake of the program, for they are no refusals', async () => {
    expect(await rowsOf(new UnavailableError())).toEqual([]);
    expect(await rowsOf(new ProblemError({ status: 500, code: 'internal', detail: 'a fault' }))).toEqual([]);
    expect(await rowsOf(new Error('a bug'))).toEqual([]);
  });
});
