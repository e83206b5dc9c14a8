import { getContext, type SagaGenerator } from '@gnar/edge/redux';
import type { CaptchaAction } from '@gnar/contract';
import type { JwtStore } from '@gnar/edge/jwt';
import type { CaptchaPass } from './captcha.ts';
import type { ApiClient } from './client.ts';

/** What sagas may ask for; app/compose constructs it, tests give their own. */
export interface Services {
  client: ApiClient;
  jwt: JwtStore;
  /** A fresh captcha token for an action, or why there is none. */
  captcha: (action: CaptchaAction) => Promise<CaptchaPass>;
  navigate: (to: string, options?: { replace?: boolean; state?: unknown }) => void;
  language: {
    current: () => string;
    /** True when the language was chosen in this browser, false when it is a guess. */
    isChosen: () => boolean;
    /** Shows the closest language we speak; `remember` keeps it for the next visit. */
    change: (tag: string, options: { remember: boolean }) => Promise<void>;
  };
}

/** Asks for one service, typed: `const client = yield* service('client')`. */
export function service<Key extends keyof Services>(key: Key): SagaGenerator<Services[Key]> {
  return getContext<Services[Key]>(key);
}
