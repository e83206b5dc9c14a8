import { describe, expect, it } from '@jest/globals';
import { drain } from '@gnar/edge/drain';
import { actionChosen, dismissed } from '@gnar/edge/notifications';
import { createRequestSlice } from '@gnar/edge/redux';
import type { Action } from 'redux';
import type { ApiClient } from './client.ts';
import { ProblemError } from './problem-error.ts';
import type { Problem } from './problem.ts';
import { accessRefused, submit, type ApiRequestState } from './submit.ts';

const request = createRequestSlice<{ password: string }, string, Problem>('test');
const down: Problem = { code: 'unavailable', status: 503, errors: [] };
const refused: Problem = { code: 'session_ended', status: 401, errors: [] };
const input = { password: 'correct-horse-battery' };

/** Runs a submit whose attempts end as told, and gives the final state and what was dispatched. */
async function run(outcomes: (string | Problem | Error)[], actions: Action[] = []) {
  const attempts: unknown[] = [];
  const send = async (_client: ApiClient, sent: unknown): Promise<string> => {
    attempts.push(sent);
    const outcome = outcomes.shift() ?? 'done';
    if (typeof outcome === 'string') return outcome;
    throw outcome instanceof Error ? outcome : new ProblemError(outcome);
  };
  const dispatched: Action[] = [];
  let state: ApiRequestState<string> = request.reducer(undefined, request.submitted(input));
  const outcome = await drain(submit(request, send, input), {
    context: { client: { until: () => ({}) } },
    dispatch: (action) => {
      dispatched.push(action);
      state = request.reducer(state, action);
    },
    actions,
  });
  return { outcome, state, dispatched, attempts };
}

const retryId = request.submitted.type;

describe('submit', () => {
  it('ends with the result', async () => {
    const { outcome, state } = await run(['snow']);
    expect(state).toEqual({ status: 'succeeded', result: 'snow' });
    expect(outcome).toEqual(state);
  });

  it('tells the session when the token was refused', async () => {
    const { state, dispatched } = await run([refused]);
    expect(state).toEqual({ status: 'refused', problem: refused });
    expect(dispatched).toContainEqual(accessRefused(refused));
  });

  it('sends the same input again for as often as the user chooses to', async () => {
    const { state, attempts } = await run(
      [down, down, 'snow'],
      [actionChosen(retryId), actionChosen(retryId)],
    );
    expect(state).toEqual({ status: 'succeeded', result: 'snow' });
    expect(attempts).toEqual([input, input, input]);
  });

  it('gives up when the user closes the notification', async () => {
    const { state, attempts } = await run([down], [dismissed('another'), dismissed(retryId)]);
    expect(state).toEqual({ status: 'refused', problem: down });
    expect(attempts).toHaveLength(1);
  });

  it('takes the offer back when the user leaves the page', async () => {
    const { dispatched } = await run([down], [request.left()]);
    expect(dispatched.at(-1)).toEqual(dismissed(retryId));
  });

  it('never keeps the input in what it dispatches', async () => {
    const { dispatched } = await run([down, 'snow'], [actionChosen(retryId)]);
    expect(JSON.stringify(dispatched)).not.toContain(input.password);
  });

  it('lets a bug travel on', async () => {
    await expect(run([new RangeError('bug')])).rejects.toThrow('bug');
  });
});
