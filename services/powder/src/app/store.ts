import { combineReducers, configureStore } from '@reduxjs/toolkit';
import { notificationsReducer } from '@gnar/edge/notifications';
import createSagaMiddleware from 'redux-saga';
import type { Services } from '../api/services.ts';
import { accountReducer } from '../features/account/account.slice.ts';
import { loginReducer } from '../features/login/login.slice.ts';
import { passwordReducer } from '../features/password/password.slice.ts';
import { preferencesReducer } from '../features/preferences/preferences.slice.ts';
import { secretMessageReducer } from '../features/secret-message/secret-message.slice.ts';
import { sessionsReducer } from '../features/sessions/sessions.slice.ts';
import { signupReducer } from '../features/signup/signup.slice.ts';
import { stepUpReducer } from '../features/step-up/step-up.slice.ts';
import { sessionReducer } from '../session/session.slice.ts';

const reducer = combineReducers({
  account: accountReducer,
  login: loginReducer,
  notifications: notificationsReducer,
  password: passwordReducer,
  preferences: preferencesReducer,
  secretMessage: secretMessageReducer,
  session: sessionReducer,
  sessions: sessionsReducer,
  signup: signupReducer,
  stepUp: stepUpReducer,
});

/** Milliseconds. */
const patient = { warnAfter: 2_000 };

/** Makes the store, and the sagas' runner with what they may ask for. */
export function createStore(services: Services) {
  const sagas = createSagaMiddleware({ context: { ...services } });
  const store = configureStore({
    reducer,
    // The checks of development may be slow on a busy machine; that is no news for the console.
    middleware: (defaults) =>
      defaults({ thunk: false, serializableCheck: patient, immutableCheck: patient }).concat(sagas),
    // Passwords travel in actions, and a log of actions is easily shared.
    devTools: false,
  });
  return { store, sagas };
}
