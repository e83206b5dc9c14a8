import { combineReducers, configureStore, type Reducer } from '@reduxjs/toolkit';
import { notificationsSlice } from '@gnar/edge/notifications';
import createSagaMiddleware, { type Task } from 'redux-saga';
import type { Services } from '../api/services.ts';
import type { Logic } from '../manifest/feature.ts';
import { supervise } from './supervise.ts';

/** Milliseconds. */
const patient = { warnAfter: 2_000 };

/** Makes the store, with what sagas may ask for, and the function that adds a feature's logic to it. */
export function createStore(services: Services) {
  // combineSlices of Redux Toolkit would do the same for 700 bytes of every first paint.
  const reducers: Record<string, Reducer> = { [notificationsSlice.reducerPath]: notificationsSlice.reducer };
  const sagas = createSagaMiddleware({ context: { ...services } });
  const store = configureStore({
    reducer: combineReducers(reducers),
    // The checks of development may be slow on a busy machine; that is no news for the console.
    middleware: (defaults) =>
      defaults({ thunk: false, serializableCheck: patient, immutableCheck: patient }).concat(sagas),
    // Passwords travel in actions, and a log of actions is easily shared.
    devTools: false,
  });
  const running = new Map<Logic, Task | undefined>();
  return {
    store,
    /** Adds slices and starts the saga, under a supervisor of its own, at the first call with the same logic. */
    install: (logic: Logic): void => {
      if (running.has(logic)) return;
      for (const { reducerPath, reducer } of logic.slices ?? []) reducers[reducerPath] = reducer;
      store.replaceReducer(combineReducers(reducers));
      running.set(logic, logic.saga && sagas.run(supervise, logic.saga));
    },
    stop: (): void => {
      for (const task of running.values()) task?.cancel();
    },
  };
}
