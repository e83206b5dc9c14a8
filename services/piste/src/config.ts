import { appLogLevelSchema, ConfigError, env, gearSchema, isLoopback, type Config } from '@gnar/gear/config';
import { z } from 'zod';
import { product } from '@gnar/contract/product';
import { namedSender } from '@gnar/contract/sender';
import { secretMessageSettings } from './features/secret-message/secret-message.settings.ts';
import { securityContactSettings } from './features/security-contact/security-contact.settings.ts';
import { ownSchema } from './own/config.ts';
import { perTenMinutes } from './protection/request-limits.ts';

const days = (fallback: number, what: string) =>
  env.int({ min: 1, max: 3650, default: fallback }).describe(`days that ${what}, 1 to 3650`);

/** The environment of piste, names without their prefix. */
export const pisteSchema = {
  ...gearSchema({ database: true, redis: true, jwt: true, ses: true }),
  PISTE_LOG_LEVEL: appLogLevelSchema(),
  PRODUCTION: env
    .flag(false)
    .describe('true where real people use it: HSTS, no stacks in answers, a slow stop'),

  EMAIL_HOST: env.origin().describe('origin of the links in emails, e.g. https://app.example.com'),
  EMAIL_SENDER: env
    .text()
    .transform((sender) => namedSender(sender))
    .describe('sender of emails, e.g. hello@example.com; without a name it gets the one in product.ts'),
  EMAIL_PROJECT_NAME: env
    .text()
    .describe('name of the product in emails; unless set, the one in product.ts of the contract')
    .default(product.fullName),
  EMAIL_LOGO_URL: env.url().describe('address of a logo about 48 pixels high, for emails').optional(),
  MAILS_PER_ADDRESS_PER_HOUR: env
    .int({ min: 1, max: 1_000_000, default: 5 })
    .describe('emails of one kind that strangers can cause to one mailbox in an hour, 1 to 1000000'),
  MAIL_SPREAD_SECONDS: env
    .int({ min: 0, max: 60, default: 1 })
    .describe('emails that strangers can cause leave at any moment within so many seconds, 0 to 60'),
  LINK_LIFETIME_MINUTES: env
    .int({ min: 1, max: 1440, default: 60 })
    .describe('minutes that a mailed link works, 1 to 1440'),
  ...securityContactSettings,

  PWNED_API_URL: env
    .url()
    .describe('a breach list that speaks the range API of Have I Been Pwned')
    .default('https://api.pwnedpasswords.com/range'),
  PASSWORD_SPACES: z
    .enum(['refuse', 'allow'])
    .describe('refuse or allow white space in passwords')
    .default('refuse'),
  RECAPTCHA_SECRET_KEY: env
    .text()
    .describe('key of the captcha service; without it there is no captcha')
    .optional(),
  RECAPTCHA_API_URL: env
    .url()
    .describe('a captcha service that speaks siteverify')
    .default('https://www.google.com/recaptcha/api/siteverify'),
  RECAPTCHA_MIN_SCORE: z
    .string()
    .refine((text) => /^(?:0(?:\.\d{1,3})?|1(?:\.0{1,3})?)$/.test(text))
    .transform(Number)
    .describe('lowest score of reCAPTCHA v3 that passes, 0 to 1')
    .default(0.5),

  ...secretMessageSettings,

  SIGN_UPS_PER_TEN_MINUTES: perTenMinutes(30, 'sign-ups'),
  LOG_INS_PER_TEN_MINUTES: perTenMinutes(100, 'log-ins'),
  RESET_MAILS_PER_TEN_MINUTES: perTenMinutes(30, 'forgotten passwords'),
  LINK_USES_PER_TEN_MINUTES: perTenMinutes(60, 'looks at and uses of mailed links'),
  PASSWORD_SCORES_PER_TEN_MINUTES: perTenMinutes(120, 'scored passwords'),
  REQUESTS_WITHOUT_CAPTCHA_PER_TEN_MINUTES: perTenMinutes(
    5,
    'guarded requests while the captcha service is away',
  ),

  AUDIT_RETENTION_DAYS: days(365, 'audit rows are kept'),
  PENDING_ACCOUNT_RETENTION_DAYS: days(30, 'accounts wait for their activation'),

  // Last, so that a fork can also give one of these another default.
  ...ownSchema,
};

export type PisteConfig = Config<typeof pisteSchema>;

/**
 * Mailed links carry what opens an account: in production they go over TLS, unless they never leave this machine.
 *
 * @throws ConfigError
 */
export function assertLinksUseTls({
  production,
  emailHost,
}: Pick<PisteConfig, 'production' | 'emailHost'>): void {
  const { protocol, hostname } = new URL(emailHost);
  if (!production || protocol === 'https:' || isLoopback(hostname)) return;
  const text = `GNAR_EMAIL_HOST is "${emailHost}", expected in production: an origin that begins with https://`;
  throw new ConfigError([{ name: 'GNAR_EMAIL_HOST', text }]);
}
