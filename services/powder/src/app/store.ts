import { combineSlices, configureStore } from '@reduxjs/toolkit';
import { notificationsSlice } from '@gnar/edge/notifications';
import createSagaMiddleware from 'redux-saga';
import type { Services } from '../api/services.ts';
import { draftSlice, reloadRequest, saveDetailsRequest } from '../features/account/account.slice.ts';
import { logInRequest } from '../features/login/login.slice.ts';
import {
  changePasswordRequest,
  linkRequest,
  resetMailRequest,
  setPasswordRequest,
} from '../features/password/password.slice.ts';
import { strengthSlice } from '../features/password/strength.slice.ts';
import { savePreferencesRequest } from '../features/preferences/preferences.slice.ts';
import { checkInRequest, messageSlice } from '../features/secret-message/secret-message.slice.ts';
import { endRequest, listRequest, sessionsSlice } from '../features/sessions/sessions.slice.ts';
import { sendAgainRequest, signUpRequest } from '../features/signup/signup.slice.ts';
import { stepUpAskedSlice, stepUpRequest } from '../features/step-up/step-up.slice.ts';
import { sessionSlice } from '../session/session.slice.ts';

const reducer = combineSlices(
  sessionSlice,
  notificationsSlice,
  ...[draftSlice, saveDetailsRequest, reloadRequest],
  ...[changePasswordRequest, linkRequest, resetMailRequest, setPasswordRequest, strengthSlice],
  ...[checkInRequest, messageSlice],
  ...[endRequest, listRequest, sessionsSlice],
  ...[logInRequest, savePreferencesRequest, sendAgainRequest, signUpRequest],
  ...[stepUpAskedSlice, stepUpRequest],
);

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
