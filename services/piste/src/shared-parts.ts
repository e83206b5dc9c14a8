import type { AppParts } from '@gnar/gear';
import { createCounter } from '@gnar/gear/metrics';
import type { PisteConfig } from './config.ts';
import { counters } from './counters.ts';
import { secretMessageBudgets } from './features/secret-message/secret-message.settings.ts';
import { createLinks, type Links } from './links/links.ts';
import { createRequestEmail, type RequestEmail } from './mail/mail-requests.ts';
import { createEmails, type Emails } from './mail/emails.ts';
import { emailTexts } from './mail/languages.ts';
import { ownEmailTexts } from './own/email-texts.ts';
import { ownRequestBudgets } from './own/request-limits.ts';
import { createBreachLookup } from './passwords/breach-lookup.ts';
import { createCurrentPassword, type CurrentPassword } from './passwords/current-password.ts';
import { createEstimator, type Estimator } from './passwords/estimator.ts';
import { createAnnounceGuessing } from './passwords/guessing-stopped.ts';
import { createHashNewPassword, type HashNewPassword } from './passwords/new-password.ts';
import { createPasswordPolicy, type PasswordPolicy } from './passwords/password-policy.ts';
import { createRunChecks } from './protection/run-checks.ts';
import { createCaptcha, noCaptcha, type VerifyCaptcha } from './protection/captcha.ts';
import { createDeviceCookie, type DeviceCookie } from './protection/device-cookie.ts';
import { createMailCap, type MailCap } from './protection/mail-cap.ts';
import {
  createEnforceRateLimit,
  type EnforceRateLimit,
  type RequestBudgets,
} from './protection/request-limits.ts';
import { createMakeRoute, type MakeRoute } from './protection/route.ts';

type GearParts = AppParts<PisteConfig>;

/** What features are made of: gear's parts, and ours that several of them need. */
export type SharedParts = GearParts & {
  readonly route: MakeRoute<Limit>;
  readonly enforceRateLimit: EnforceRateLimit<Limit>;
  readonly requestEmail: RequestEmail;
  readonly emails: Emails;
  /** Tags of the languages that emails are written in. */
  readonly emailLanguages: readonly string[];
  readonly mailCap: MailCap;
  readonly links: Links;
  readonly estimator: Estimator;
  readonly policy: PasswordPolicy;
  readonly hashNewPassword: HashNewPassword;
  readonly currentPassword: CurrentPassword;
  readonly deviceCookie: DeviceCookie;
};

export function createSharedParts(gear: GearParts): SharedParts {
  const { config, database, clock, argon2, rateLimits, jobs, mailer } = gear;
  const enforceRateLimit = createEnforceRateLimit(rateLimits, requestBudgets(config));
  const texts = { ...emailTexts, ...ownEmailTexts };
  const estimator = createEstimator();
  const policy = passwordPolicy(gear, estimator);
  const requestEmail = createRequestEmail(jobs, config.mailSpreadSeconds);
  const onGuessingStopped = createAnnounceGuessing({ database, requestEmail });
  return {
    ...gear,
    enforceRateLimit,
    route: createMakeRoute({
      runChecks: createRunChecks(gear),
      enforceRateLimit,
      verifyCaptcha: captcha(gear, enforceRateLimit),
    }),
    requestEmail,
    emailLanguages: Object.keys(texts),
    emails: createEmails({
      texts,
      mailer,
      clock,
      origin: config.emailHost,
      projectName: config.emailProjectName,
      logoUrl: config.emailLogoUrl,
      linkLifetimeMinutes: config.linkLifetimeMinutes,
    }),
    mailCap: createMailCap(rateLimits, config.mailsPerAddressPerHour),
    links: createLinks({ clock, lifetimeMinutes: config.linkLifetimeMinutes }),
    estimator,
    policy,
    hashNewPassword: createHashNewPassword(policy, argon2),
    currentPassword: createCurrentPassword({ argon2, rateLimits, onGuessingStopped }),
    deviceCookie: createDeviceCookie({ secret: config.jwtSecretKey, secure: config.production, clock }),
  };
}

function passwordPolicy({ config, external, log, metrics }: GearParts, estimator: Estimator) {
  const failures = createCounter(metrics, counters.breachLookupFailures);
  return createPasswordPolicy({
    productName: config.emailProjectName,
    allowSpaces: config.passwordSpaces === 'allow',
    estimator,
    breaches: createBreachLookup({
      external,
      rangeUrl: config.pwnedApiUrl,
      log,
      onFailure: () => failures.inc(),
    }),
  });
}

function captcha(
  { config, clock, external, metrics }: GearParts,
  enforceRateLimit: EnforceRateLimit,
): VerifyCaptcha {
  if (config.recaptchaSecretKey === undefined) return noCaptcha;
  const outages = createCounter(metrics, counters.captchaOutages);
  return createCaptcha({
    external,
    verifyUrl: config.recaptchaApiUrl,
    secretKey: config.recaptchaSecretKey,
    minScore: config.recaptchaMinScore,
    hostname: new URL(config.emailHost).hostname,
    clock,
    enforceRateLimit,
    onOutage: () => outages.inc(),
  });
}

/** The names that `limit` of a route may have. */
type Limit = keyof ReturnType<typeof requestBudgets>;

function requestBudgets(config: PisteConfig) {
  return {
    ...ownRequestBudgets,
    ...secretMessageBudgets(config),
    signUp: config.signUpsPerTenMinutes,
    logIn: config.logInsPerTenMinutes,
    forgotPassword: config.resetMailsPerTenMinutes,
    useLink: config.linkUsesPerTenMinutes,
    scorePassword: config.passwordScoresPerTenMinutes,
    withoutCaptcha: config.requestsWithoutCaptchaPerTenMinutes,
  } satisfies RequestBudgets;
}
