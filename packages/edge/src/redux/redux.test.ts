import { describe, expect, it } from '@jest/globals';
import { channel } from 'redux-saga';
import { delay, put, take } from 'redux-saga/effects';
import type { Action } from 'redux';
import { drain } from '../drain/drain.ts';
import {
  eventsOf,
  firstOf,
  invoke,
  invokeAbortable,
  makeReducer,
  makeRequest,
  nextOf,
  read,
  surroundings,
  untilLeft,
  type SagaGenerator,
} from './redux.ts';

const start = { type: '@@start' };

describe('eventsOf', () => {
  it('makes actions that carry the name of their feature and their payload', () => {
    const event = eventsOf('lift');
    expect(event<number>('climbed')(300)).toEqual({ type: 'lift/climbed', payload: 300 });
    expect(event('stopped')()).toEqual({ type: 'lift/stopped', payload: undefined });
  });
});

describe('makeReducer', () => {
  const event = eventsOf('hike');
  const climbed = event<number>('climbed');
  const rested = event('rested');
  const fell = event('fell');
  const reducer = makeReducer({ height: 100, rests: 0 }, (on) => {
    on(climbed, (state, metres) => ({ ...state, height: state.height + metres }));
    on(rested, (state) => {
      state.rests += 1;
    });
    on(fell, () => ({ height: 0, rests: 0 }));
  });

  it('starts where it is told', () => {
    expect(reducer(undefined, start)).toEqual({ height: 100, rests: 0 });
  });

  it('applies each event with its payload, by a new state or a changed draft', () => {
    const walked = [climbed(50), rested(), climbed(7), { type: 'other/event' }].reduce(reducer, undefined);
    expect(walked).toEqual({ height: 157, rests: 1 });
    expect(reducer(walked, fell())).toEqual({ height: 0, rests: 0 });
  });
});

describe('makeRequest', () => {
  const link = makeRequest<{ email: string }, { sent: number }, { code: string }>('signup/link');
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

  it('names its events after the request', () => {
    expect(link.submitted({ email: 'x' }).type).toBe('signup/link/submitted');
  });
});

describe('untilLeft', () => {
  const link = makeRequest<string, void, { code: string }>('signup/link');
  const ride = (afterwards: Action[]) => {
    const seen: string[] = [];
    function* work({ payload }: { payload: string }): SagaGenerator {
      seen.push(`asked for ${payload}`);
      const answer = yield* invokeAbortable(async (signal) => {
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
  it('call, select and read the context, and keep the types of the answers', async () => {
    const dispatched: Action[] = [];
    const lengthOf = async (text: string) => text.length;
    function* measure(): SagaGenerator<number> {
      const text = yield* read((state: { text: string }) => state.text);
      const factor = yield* surroundings<number>('factor');
      const length = yield* invoke(lengthOf, text);
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

  it('race and take from a channel, and keep the types there too', async () => {
    function* wait(): SagaGenerator<string> {
      const messages = channel<{ text: string }>();
      messages.put({ text: 'snow' });
      const { text } = yield* nextOf(messages);
      const { late, told } = yield* firstOf<{ late: true; told: string }>({
        late: delay(0),
        told: take('never'),
      });
      return `${text} ${late} ${told}`;
    }
    await expect(drain(wait())).resolves.toBe('snow true undefined');
  });
});
