import { accountFr } from '../../features/account/account.fr.ts';
import { landingFr } from '../../features/landing/landing.fr.ts';
import { loginFr } from '../../features/login/login.fr.ts';
import { adviceFr } from '../../features/password/advice.fr.ts';
import { passwordFr } from '../../features/password/password.fr.ts';
import { preferencesFr } from '../../features/preferences/preferences.fr.ts';
import { secretMessageFr } from '../../features/secret-message/secret-message.fr.ts';
import { sessionsFr } from '../../features/sessions/sessions.fr.ts';
import { signupFr } from '../../features/signup/signup.fr.ts';
import { stepUpFr } from '../../features/step-up/step-up.fr.ts';
import { sessionFr } from '../../session/session.fr.ts';
import { uiFr } from '../../ui/ui.fr.ts';
import { appFr } from './app.fr.ts';
import type { translation as english } from './en.ts';

/** Everything we say in French; the type is the list of what must be said. */
export const translation: typeof english = {
  ...uiFr,
  app: appFr,
  account: accountFr,
  landing: landingFr,
  login: loginFr,
  password: passwordFr,
  preferences: preferencesFr,
  secretMessage: secretMessageFr,
  session: sessionFr,
  sessions: sessionsFr,
  signup: signupFr,
  stepUp: stepUpFr,
};

export const advice = adviceFr;
