import { account } from '../features/account/feature.ts';
import { deletion } from '../features/deletion/feature.ts';
import { landing } from '../features/landing/feature.ts';
import { login } from '../features/login/feature.ts';
import { overview } from '../features/overview/feature.ts';
import { password } from '../features/password/feature.ts';
import { preferences } from '../features/preferences/feature.ts';
import { secretMessage } from '../features/secret-message/feature.ts';
import { security } from '../features/security/feature.ts';
import { sessions } from '../features/sessions/feature.ts';
import { signup } from '../features/signup/feature.ts';
import { stepUp } from '../features/step-up/feature.ts';
import { ownFeatures } from '../own/features.ts';
import { session } from '../session/feature.ts';
import { app } from './feature.ts';

/**
 * Every feature: router, store, sagas, texts and navigation read this list and nothing else. Navigation entries and parts of
 * pages stand in its order. A fork adds its own in own/features.ts.
 */
export const features = [
  app,
  landing,
  login,
  signup,
  password,
  overview,
  account,
  preferences,
  security,
  sessions,
  deletion,
  secretMessage,
  stepUp,
  ...ownFeatures,
  // Last, because its saga begins at once and the others listen to what it tells.
  session,
] as const;
