import type { Feature } from '../../manifest/feature.ts';
import { stepUpSaga } from './step-up.saga.ts';
import { stepUpAskedSlice, stepUpRequest } from './step-up.slice.ts';
import { StepUp } from './step-up.tsx';

/** Asks for the password again where the service wants to be sure. Any request may need it, so it is there from the start. */
export const stepUp = {
  name: 'stepUp',
  texts: {
    en: () => import(/* webpackChunkName: "language-en" */ './step-up.en.ts'),
    fr: () => import(/* webpackChunkName: "language-fr" */ './step-up.fr.ts'),
  },
  dialog: StepUp,
  start: { slices: [stepUpAskedSlice, stepUpRequest], saga: stepUpSaga },
} as const satisfies Feature;
