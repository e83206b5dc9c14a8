import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { notified } from '@gnar/edge/notifications';
import type { SagaGenerator } from '@gnar/edge/redux';
import { runSaga, stdChannel } from 'redux-saga';
import { takeEvery } from 'redux-saga/effects';
import type { Action } from 'redux';
import { supervise } from './supervise.ts';

const reported: unknown[] = [];

beforeEach(() => {
  jest.useFakeTimers();
  // jsdom has none.
  window.reportError = (error) => reported.push(error);
});
afterEach(() => {
  jest.useRealTimers();
  Reflect.deleteProperty(window, 'reportError');
  reported.length = 0;
});

/** A saga that answers each `asked`, except the first `bugs` times, when it throws. */
function saga(name: string, bugs: number) {
  const lives = { started: 0, answered: 0 };
  function* run(): SagaGenerator {
    lives.started += 1;
    yield takeEvery('asked', () => {
      if (lives.started <= bugs) throw new Error(`a bug in ${name}`);
      lives.answered += 1;
    });
  }
  return { lives, run };
}

function start(...sagas: { run: () => SagaGenerator }[]) {
  const channel = stdChannel<Action>();
  const dispatched: Action[] = [];
  const world = { channel, dispatch: (action: Action) => dispatched.push(action) };
  const tasks = sagas.map(({ run }) => runSaga(world, supervise, run));
  const stop = () => {
    for (const task of tasks) task.cancel();
  };
  return { dispatched, ask: () => channel.put({ type: 'asked' }), stop };
}

const broke = notified({ id: 'supervisor', severity: 'error', message: 'problem.internal_error' });
const givenUp = notified({ id: 'supervisor', severity: 'error', message: 'app.givenUp' });

describe('the supervisor of sagas', () => {
  it('starts a saga that threw once again, after a pause, and tells the user and the console', async () => {
    const flaky = saga('flaky', 1);
    const { ask, dispatched, stop } = start(flaky);
    ask();
    expect(reported).toEqual([new Error('a bug in flaky')]);
    expect(dispatched).toEqual([broke]);
    expect(flaky.lives.started).toBe(1);
    await jest.advanceTimersByTimeAsync(100);
    ask();
    expect(flaky.lives).toEqual({ started: 2, answered: 1 });
    stop();
  });

  it('starts a saga that always throws later and later, and gives it up after five times', async () => {
    const broken = saga('broken', Infinity);
    const { ask, dispatched, stop } = start(broken);
    for (const pause of [100, 400, 1_600, 6_400]) {
      ask();
      const { started } = broken.lives;
      await jest.advanceTimersByTimeAsync(pause - 1);
      expect(broken.lives.started).toBe(started);
      await jest.advanceTimersByTimeAsync(1);
      expect(broken.lives.started).toBe(started + 1);
    }
    ask();
    await jest.advanceTimersByTimeAsync(3_600_000);
    ask();
    expect(broken.lives.started).toBe(5);
    expect(reported).toHaveLength(5);
    expect(dispatched).toEqual([broke, broke, broke, broke, givenUp]);
    stop();
  });

  it('gives a saga up that throws as soon as it starts, instead of looping', async () => {
    let starts = 0;
    const { stop } = start({
      // eslint-disable-next-line require-yield -- it throws before it could
      *run(): SagaGenerator {
        starts += 1;
        throw new Error('a bug at the start');
      },
    });
    await jest.advanceTimersByTimeAsync(60_000);
    expect(starts).toBe(5);
    stop();
  });

  it('keeps the other sagas running while one throws and after it was given up', async () => {
    const sound = saga('sound', 0);
    const { ask, stop } = start(saga('broken', Infinity), sound);
    for (let time = 0; time < 6; time += 1) {
      ask();
      await jest.advanceTimersByTimeAsync(10_000);
    }
    expect(sound.lives).toEqual({ started: 1, answered: 6 });
    stop();
  });

  it('forgets old falls of a saga that has been sound for a minute', async () => {
    const rare = saga('rare', Infinity);
    const { ask, dispatched, stop } = start(rare);
    for (let day = 0; day < 8; day += 1) {
      ask();
      await jest.advanceTimersByTimeAsync(61_000);
    }
    expect(rare.lives.started).toBe(9);
    expect(dispatched).not.toContainEqual(givenUp);
    stop();
  });
});
