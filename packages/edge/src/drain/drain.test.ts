import { describe, expect, it } from '@jest/globals';
import type { Action } from 'redux';
import { call, getContext, put, select, take } from 'redux-saga/effects';
import { drain } from './drain.ts';

const later = async <T>(value: T): Promise<T> => value;

describe('drain', () => {
  it('resolves with what the generator returns, through promises and calls', async () => {
    function* sum(): Generator<unknown, number, number> {
      const one = yield later(1);
      const two = yield call(later, 2);
      return one + two;
    }
    await expect(drain(sum())).resolves.toBe(3);
  });

  it('rejects with what the generator throws', async () => {
    function* fall(): Generator<unknown, void> {
      yield call(() => Promise.reject(new Error('avalanche')));
    }
    await expect(drain(fall())).rejects.toThrow('avalanche');
  });

  it('gives the saga a state, a context and a way to dispatch', async () => {
    const dispatched: Action[] = [];
    function* greet(): Generator<unknown, string, string> {
      const name = yield select((state: { name: string }) => state.name);
      const greeting = yield getContext('greeting');
      yield put({ type: 'greeted' });
      return `${greeting}, ${name}`;
    }
    const text = await drain(greet(), {
      getState: () => ({ name: 'Ada' }),
      context: { greeting: 'Salut' },
      dispatch: (action) => dispatched.push(action),
    });
    expect(text).toBe('Salut, Ada');
    expect(dispatched).toEqual([{ type: 'greeted' }]);
  });

  it('hands over actions one after the other', async () => {
    function* ride(): Generator<unknown, string[], Action> {
      const first = yield take('lift/reached');
      yield later(null);
      const second = yield take('valley/reached');
      return [first.type, second.type];
    }
    const actions = [{ type: 'lift/reached' }, { type: 'ignored' }, { type: 'valley/reached' }];
    await expect(drain(ride(), { actions })).resolves.toEqual(['lift/reached', 'valley/reached']);
  });
});
