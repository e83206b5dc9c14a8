import { describe, expect, it } from '@jest/globals';
import { channel } from 'redux-saga';
import { put } from 'redux-saga/effects';
import { combineReducers, type Action } from 'redux';
import { drain } from '../drain/drain.ts';
import {
  call,
  callAbortable,
  createRequestSlice,
  delay,
  getContext,
  race,
  select,
  take,
  untilLeft,
  type SagaGenerator,
} from './redux.ts';

const start = { type: '@@start' };

describe('createRequestSlice', () => {
  const link = createRequestSlice<{ email: string }, { sent: number }, { code: string }>('signup/link');
  const after = (...events: Action[]) => events.reduce(link.reducer, undefined);

  it('goes from idle over sending to succeeded', () => {
    expect(after(start)).toEqual({ status: 'idle' });
    expect(after(link.submitted({ email: 'a@b.ch' }))).toEqual({ status: 'sending' });
    expect(after(link.submitted({ email: 'a@b.ch' }), link.succeeded({ sent: 1 }))).toEqual({
      status: 'succeeded',
      result: { sent: 1 },
    });
  });

  it('keeps the problem of a refusal, and forgets it at the next attempt', () => {
    const refused = after(link.submitted({ email: 'a' }), link.refused({ code: 'invalid_input' }));
    expect(refused).toEqual({ status: 'refused', problem: { code: 'invalid_input' } });
    expect(link.reducer(refused, link.submitted({ email: 'a@b.ch' }))).toEqual({ status: 'sending' });
  });

  it('is sending again when a refused one is retried, and only then', () => {
    const refused = [link.submitted({ email: 'a@b.ch' }), link.refused({ code: 'unavailable' })];
    expect(after(...refused, link.retried())).toEqual({ status: 'sending' });
    expect(after(link.retried())).toEqual({ status: 'idle' });
  });

  it('is idle again once its page is left, and ignores an answer that comes too late', () => {
    const left = [link.submitted({ email: 'a@b.ch' }), link.left()];
    expect(after(...left)).toEqual({ status: 'idle' });
    expect(after(...left, link.succeeded({ sent: 1 }))).toEqual({ status: 'idle' });
    expect(after(...left, link.refused({ code: 'late' }))).toEqual({ status: 'idle' });
  });

  it('names its actions after the request', () => {
    expect(link.submitted({ email: 'x' })).toEqual({
      type: 'signup/link/submitted',
      payload: { email: 'x' },
    });
  });

  it('selects the request from the state of a store that keeps it under its own name', () => {
    const other = createRequestSlice<void, { sent: number }, { code: string }>('signup/again');
    const store = combineReducers({
      [link.reducerPath]: link.reducer,
      [other.reducerPath]: other.reducer,
    });
    const state = store(undefined, link.submitted({ email: 'a@b.ch' }));
    expect(link.select(state)).toEqual({ status: 'sending' });
    expect(other.select(state)).toEqual({ status: 'idle' });
  });
});

describe('untilLeft', () => {
  const link = createRequestSlice<string, void, { code: string }>('signup/link');
  const ride = (afterwards: Action[]) => {
    const seen: string[] = [];
    function* work({ payload }: { payload: string }): SagaGenerator {
      seen.push(`asked for ${payload}`);
      const answer = yield* callAbortable(async (signal) => {
        signal.addEventListener('abort', () => seen.push('aborted'));
        await new Promise((resolve) => setTimeout(resolve, 50));
        return 'answered';
      });
      seen.push(answer);
    }
    const worker = untilLeft(link, work, { type: 'interrupted' })(link.submitted('a@b.ch'));
    const dispatch = ({ type }: Action) => seen.push(type);
    return drain(worker, { actions: afterwards, dispatch }).then(() => seen);
  };

  it('lets the work of a page that stays come to its end, and aborts nothing', async () => {
    await expect(ride([])).resolves.toEqual(['asked for a@b.ch', 'answered']);
  });

  it('aborts the call of a page that is left, tells so, and does nothing that would have followed', async () => {
    await expect(ride([link.left()])).resolves.toEqual(['asked for a@b.ch', 'aborted', 'interrupted']);
  });
});

describe('typed effects', () => {
  it('call, select and read the context, and keep the types of the results', async () => {
    const dispatched: Action[] = [];
    const lengthOf = async (text: string) => text.length;
    function* measure(): SagaGenerator<number> {
      const text = yield* select((state: { text: string }) => state.text);
      const factor = yield* getContext<number>('factor');
      const length = yield* call(lengthOf, text);
      yield put({ type: 'measured' });
      return length * factor;
    }
    const result = await drain(measure(), {
      getState: () => ({ text: 'snow' }),
      context: { factor: 10 },
      dispatch: (action) => dispatched.push(action),
    });
    expect(result).toBe(40);
    expect(dispatched).toEqual([{ type: 'measured' }]);
  });

  it('race the result of a delay against an action, and give the loser as undefined', async () => {
    function* wait(): SagaGenerator<string> {
      const { late, told } = yield* race({ late: delay(0), told: take(({ type }) => type === 'never') });
      return `${late} ${told?.type}`;
    }
    await expect(drain(wait())).resolves.toBe('true undefined');
  });

  it('take the next message of a channel with its type', async () => {
    const messages = channel<{ text: string }>();
    messages.put({ text: 'snow' });
    function* read(): SagaGenerator<string> {
      return (yield* take(messages)).text;
    }
    await expect(drain(read())).resolves.toBe('snow');
  });

  it('take an action by its creator, and keep the type of its payload', async () => {
    const { submitted } = createRequestSlice<{ email: string }, void, void>('signup/link');
    function* read(): SagaGenerator<string> {
      const { payload } = yield* take(submitted);
      return payload.email;
    }
    const actions = [{ type: 'other' }, submitted({ email: 'a@b.ch' })];
    await expect(drain(read(), { actions })).resolves.toBe('a@b.ch');
  });
});
