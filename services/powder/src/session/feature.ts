import type { Feature } from '../manifest/feature.ts';
import { sessionSaga } from './session.saga.ts';
import { sessionSlice } from './session.slice.ts';

/** Who is signed in. */
export const session = {
  name: 'session',
  texts: {
    en: () => import(/* webpackChunkName: "language-en" */ './session.en.ts'),
    fr: () => import(/* webpackChunkName: "language-fr" */ './session.fr.ts'),
  },
  start: { slices: [sessionSlice], saga: sessionSaga },
} as const satisfies Feature;
