import { GnarApp, type AppParts, type Composition, type GnarAppOptions } from '@gnar/gear';
import { composeFeatures } from '@gnar/gear/features';
import { assertLinksUseTls, type PisteConfig } from './config.ts';
import type { FeatureManifest } from './feature.ts';
import { account } from './features/account/feature.ts';
import { activation } from './features/activation/feature.ts';
import { checkLink } from './features/check-link/feature.ts';
import { documentation } from './features/documentation/feature.ts';
import { forgottenPassword } from './features/forgotten-password/feature.ts';
import { logIn } from './features/log-in/feature.ts';
import { changePassword } from './features/change-password/feature.ts';
import { personalData } from './features/personal-data/feature.ts';
import { secretMessage } from './features/secret-message/feature.ts';
import { securityContact } from './features/security-contact/feature.ts';
import { securityNotices } from './features/security-notices/feature.ts';
import { sessions } from './features/sessions/feature.ts';
import { signUp } from './features/sign-up/feature.ts';
import { stepUp } from './features/step-up/feature.ts';
import { ownFeatures } from './own/features.ts';
import { retentionSchedule } from './retention/retention.ts';
import { createSharedParts } from './shared-parts.ts';

/** Every feature: adding one is a folder and a line here; a fork adds its own in own/features.ts. */
const manifests: readonly FeatureManifest[] = [
  signUp,
  checkLink,
  activation,
  logIn,
  forgottenPassword,
  changePassword,
  stepUp,
  sessions,
  personalData,
  account,
  securityNotices,
  secretMessage,
  documentation,
  securityContact,
  ...ownFeatures,
];

/** What tests replace: the time, where peers are looked up, where log lines go. */
export type ComposeOptions = Pick<GnarAppOptions, 'clock' | 'environment' | 'logDestination'>;

/** The whole service, ready to run; the only place that constructs. */
export function compose(config: PisteConfig, options: ComposeOptions = {}): GnarApp<PisteConfig> {
  const { production } = config;
  return new GnarApp('piste', { ...options, config, production, compose: composeParts });
}

function composeParts(gear: AppParts<PisteConfig>): Composition {
  const { config, argon2 } = gear;
  assertLinksUseTls(config);
  const parts = createSharedParts(gear);
  const retention = retentionSchedule({
    clock: gear.clock,
    auditDays: config.auditRetentionDays,
    pendingAccountDays: config.pendingAccountRetentionDays,
  });
  const features = manifests.map((manifest) => manifest(parts));
  return {
    ...composeFeatures([{ schedules: [retention] }, ...features]),
    onStart: () => argon2.prepare(),
    onStop: () => parts.estimator.close(),
  };
}
