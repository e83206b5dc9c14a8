import { GnarApp, type AppParts, type Composition, type GnarAppOptions } from '@gnar/gear';
import type { Blueprint } from '@gnar/gear/http';
import type { OutboxHandlers } from '@gnar/gear/jobs';
import { createCounter } from '@gnar/gear/metrics';
import { assertLinksUseTls, type PisteConfig } from './config.ts';
import { accountRoutes } from './features/account/account.routes.ts';
import { createAccountService } from './features/account/account.service.ts';
import { activationRoutes } from './features/activation/activation.routes.ts';
import { createActivationService } from './features/activation/activation.service.ts';
import { checkLinkRoutes } from './features/check-link/check-link.routes.ts';
import { createCheckLinkService } from './features/check-link/check-link.service.ts';
import { documentationRoutes } from './features/documentation/documentation.routes.ts';
import { createForgottenPasswordDelivery } from './features/forgotten-password/forgotten-password.delivery.ts';
import { forgottenPasswordRoutes } from './features/forgotten-password/forgotten-password.routes.ts';
import { createForgottenPasswordService } from './features/forgotten-password/forgotten-password.service.ts';
import { RESET_REQUESTED } from './features/forgotten-password/forgotten-password.types.ts';
import { logInRoutes } from './features/log-in/log-in.routes.ts';
import { createLogInService } from './features/log-in/log-in.service.ts';
import { passwordRoutes } from './features/password/password.routes.ts';
import { createPasswordService } from './features/password/password.service.ts';
import { personalDataRoutes } from './features/personal-data/personal-data.routes.ts';
import { createPersonalDataService } from './features/personal-data/personal-data.service.ts';
import { secretMessageRoutes } from './features/secret-message/secret-message.routes.ts';
import {
  createSecretMessageService,
  type SecretMessageService,
} from './features/secret-message/secret-message.service.ts';
import { securityContactRoutes } from './features/security-contact/security-contact.routes.ts';
import { sessionsRoutes } from './features/sessions/sessions.routes.ts';
import { createSessionsService } from './features/sessions/sessions.service.ts';
import { createSignUpDelivery } from './features/sign-up/sign-up.delivery.ts';
import { signUpRoutes } from './features/sign-up/sign-up.routes.ts';
import { createSignUpService } from './features/sign-up/sign-up.service.ts';
import { SIGN_UP_REQUESTED } from './features/sign-up/sign-up.types.ts';
import { stepUpRoutes } from './features/step-up/step-up.routes.ts';
import { createStepUpService } from './features/step-up/step-up.service.ts';
import { createLinks } from './links/links.ts';
import {
  createAnnounceGuessing,
  createGuessingStoppedHandler,
  GUESSING_STOPPED,
} from './mail/guessing-stopped.ts';
import { createMailCap } from './mail/mail-cap.ts';
import { createRequestMail } from './mail/mail-requests.ts';
import { createMails } from './mail/mails.ts';
import { createPasswordChangedHandler, PASSWORD_CHANGED } from './mail/password-changed.ts';
import { createBreachLookup } from './passwords/breach-lookup.ts';
import { createCurrentPassword } from './passwords/current-password.ts';
import { createEstimator, type Estimator } from './passwords/estimator.ts';
import { createHashNewPassword } from './passwords/new-password.ts';
import { createPasswordPolicy } from './passwords/password-policy.ts';
import { createAdmit } from './protection/admit.ts';
import { createCaptcha, noCaptcha, type PassCaptcha } from './protection/captcha.ts';
import { createDeviceCookie } from './protection/device-cookie.ts';
import { createCountRequest, type CountRequest } from './protection/request-limits.ts';
import { createMakeRoute } from './protection/route.ts';
import { keepTidy } from './retention/retention.ts';
import { productVersion } from './version.ts';

type Piste = AppParts<PisteConfig>;

/** What several features are made of. */
type Parts = ReturnType<typeof constructParts>;

/** What tests replace: the time, where peers are looked up, where log lines go. */
export type ComposeOptions = Pick<GnarAppOptions, 'clock' | 'environment' | 'logDestination'>;

/** The whole service, ready to run; the only place that constructs. */
export function compose(config: PisteConfig, options: ComposeOptions = {}): GnarApp<PisteConfig> {
  return new GnarApp('piste', {
    ...options,
    config,
    production: config.production,
    compose: composition,
  });
}

function composition(app: Piste): Composition {
  const { argon2, config, database, clock, log } = app;
  assertLinksUseTls(config);
  const parts = constructParts(app);
  const secretMessages = createSecretMessageService(app.redis);
  const routes = blueprints(app, parts, secretMessages);
  const stopTidying = keepTidy({
    database,
    clock,
    log,
    auditDays: config.auditRetentionDays,
    pendingAccountDays: config.pendingAccountRetentionDays,
  });
  return {
    blueprints: routes,
    outbox: deliveries(app, parts),
    queues: [{ queue: config.sqsQueueName, handler: (body) => secretMessages.receive(body) }],
    onStart: () => argon2.prepare(),
    onStop: async () => {
      await Promise.all([stopTidying(), parts.estimator.close()]);
    },
  };
}

function constructParts(app: Piste) {
  const { config, database, clock, argon2, rateLimits } = app;
  const countRequest = countRequests(app);
  const estimator = createEstimator();
  const policy = passwordPolicy(app, estimator);
  const requestMail = createRequestMail(app.outbox, config.mailSpreadSeconds);
  const onGuessingStopped = createAnnounceGuessing({ database, requestMail });
  return {
    estimator,
    countRequest,
    requestMail,
    route: createMakeRoute({
      admit: createAdmit(app),
      countRequest,
      passCaptcha: captcha(app, countRequest),
    }),
    policy,
    hashNewPassword: createHashNewPassword(policy, argon2),
    currentPassword: createCurrentPassword({ argon2, rateLimits, onGuessingStopped }),
    deviceCookie: createDeviceCookie({ secret: config.jwtSecretKey, secure: config.production, clock }),
    links: createLinks({ clock, lifetimeMinutes: config.linkLifetimeMinutes }),
  };
}

function blueprints(app: Piste, parts: Parts, secretMessages: SecretMessageService): Blueprint[] {
  const { database, clock, argon2, sessions, outbox } = app;
  const { countRequest, route } = parts;
  const core = { ...parts, database, clock, sessions, outbox };
  return [
    signUpRoutes({ service: createSignUpService(core), route }),
    checkLinkRoutes({ service: createCheckLinkService(core), route }),
    activationRoutes({ service: createActivationService(core), route }),
    logInRoutes({ service: createLogInService({ ...core, argon2 }), argon2, route }),
    forgottenPasswordRoutes({ service: createForgottenPasswordService(core), route }),
    passwordRoutes({ service: createPasswordService(core), route, countRequest }),
    stepUpRoutes({ service: createStepUpService(core), route }),
    sessionsRoutes({ service: createSessionsService(core), route }),
    personalDataRoutes({ service: createPersonalDataService(core), route }),
    accountRoutes({ service: createAccountService(core), route }),
    secretMessageRoutes({
      service: secretMessages,
      route,
      offPiste: (request) => app.peer('off-piste', request),
    }),
    documentationRoutes({ version: productVersion() }),
    securityContactRoutes({
      clock,
      origin: app.config.emailHost,
      contact: app.config.securityContact,
      emailSender: app.config.emailSender,
    }),
  ];
}

function deliveries(app: Piste, { links }: Parts): OutboxHandlers {
  const { config, database, clock, mailer, rateLimits } = app;
  const mails = createMails({
    mailer,
    clock,
    origin: config.emailHost,
    projectName: config.emailProjectName,
    logoUrl: config.emailLogoUrl,
    linkLifetimeMinutes: config.linkLifetimeMinutes,
  });
  const mailCap = createMailCap(rateLimits, config.mailsPerAddressPerHour);
  return {
    [SIGN_UP_REQUESTED]: createSignUpDelivery({ database, links, mails, mailCap }),
    [RESET_REQUESTED]: createForgottenPasswordDelivery({ database, links, mails, mailCap }),
    [PASSWORD_CHANGED]: createPasswordChangedHandler({ database, mails }),
    [GUESSING_STOPPED]: createGuessingStoppedHandler({ database, mails }),
  };
}

function passwordPolicy({ config, external, log, metrics }: Piste, estimator: Estimator) {
  const failures = createCounter(metrics, {
    name: 'breach_lookup_failures_total',
    help: 'Passwords that were judged without the breach list because it did not answer.',
  });
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

function captcha({ config, clock, external, metrics }: Piste, countRequest: CountRequest): PassCaptcha {
  if (config.recaptchaSecretKey === undefined) return noCaptcha;
  const outages = createCounter(metrics, {
    name: 'captcha_outages_total',
    help: 'Requests that were let through under tighter limits because the captcha service did not answer.',
  });
  return createCaptcha({
    external,
    verifyUrl: config.recaptchaApiUrl,
    secretKey: config.recaptchaSecretKey,
    minScore: config.recaptchaMinScore,
    hostname: new URL(config.emailHost).hostname,
    clock,
    countRequest,
    onOutage: () => outages.inc(),
  });
}

function countRequests({ config, rateLimits }: Piste): CountRequest {
  return createCountRequest(rateLimits, {
    signUp: config.signUpsPerTenMinutes,
    logIn: config.logInsPerTenMinutes,
    forgotPassword: config.resetMailsPerTenMinutes,
    useLink: config.linkUsesPerTenMinutes,
    scorePassword: config.passwordScoresPerTenMinutes,
    secretMessage: config.secretMessagesPerTenMinutes,
    withoutCaptcha: config.requestsWithoutCaptchaPerTenMinutes,
  });
}
