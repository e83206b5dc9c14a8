import type { Feature } from '../../feature.ts';
import { GUESSING_STOPPED } from '../../passwords/guessing-stopped.ts';
import { PASSWORD_CHANGED } from '../../passwords/password-changed.ts';
import { createGuessingStoppedDelivery, type GuessingStoppedOptions } from './guessing-stopped.delivery.ts';
import { createPasswordChangedDelivery, type PasswordChangedOptions } from './password-changed.delivery.ts';

/** Emails that tell the owner of an account what happened to its password. */
export const securityNotices = (parts: GuessingStoppedOptions & PasswordChangedOptions): Feature => ({
  jobs: {
    [GUESSING_STOPPED]: createGuessingStoppedDelivery(parts),
    [PASSWORD_CHANGED]: createPasswordChangedDelivery(parts),
  },
});
