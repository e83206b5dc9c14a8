import { accountEn } from '../../features/account/account.en.ts';
import { landingEn } from '../../features/landing/landing.en.ts';
import { loginEn } from '../../features/login/login.en.ts';
import { passwordEn } from '../../features/password/password.en.ts';
import { preferencesEn } from '../../features/preferences/preferences.en.ts';
import { secretMessageEn } from '../../features/secret-message/secret-message.en.ts';
import { sessionsEn } from '../../features/sessions/sessions.en.ts';
import { signupEn } from '../../features/signup/signup.en.ts';
import { stepUpEn } from '../../features/step-up/step-up.en.ts';
import { sessionEn } from '../../session/session.en.ts';
import { uiEn } from '../../ui/ui.en.ts';
import { appEn } from './app.en.ts';

/** Everything we say in English. */
export const translation = {
  ...uiEn,
  app: appEn,
  account: accountEn,
  landing: landingEn,
  login: loginEn,
  password: passwordEn,
  preferences: preferencesEn,
  secretMessage: secretMessageEn,
  session: sessionEn,
  sessions: sessionsEn,
  signup: signupEn,
  stepUp: stepUpEn,
};

/** The service's advice about passwords is English as it comes. */
export const advice: Readonly<Record<string, string>> = {};
