import { createJwtStore, jwtExpiry } from '@gnar/edge/jwt';
import type { DataRouter } from 'react-router';
import { createCaptcha } from '../api/captcha.ts';
import { createClient } from '../api/client.ts';
import { tokenRenewed } from '../session/session.slice.ts';
import { loadConfig } from './config.ts';
import { createI18n } from './i18n/i18n.ts';
import { rootSaga } from './root-saga.ts';
import { createStore } from './store.ts';

/** Constructs everything that lives as long as the page; the only place that does. */
export async function compose(router: Pick<DataRouter, 'navigate'>) {
  const config = loadConfig();
  const jwt = createJwtStore();
  const { i18n, language } = await createI18n();
  const client = createClient({ jwt, onToken: (token) => store.dispatch(tokenRenewed(jwtExpiry(token))) });
  const { store, sagas } = createStore({
    client,
    jwt,
    language,
    captcha: createCaptcha(config.then(({ recaptchaSiteKey }) => recaptchaSiteKey)),
    navigate: (to, options) => void router.navigate(to, options),
  });
  const running = sagas.run(rootSaga);
  return { store, i18n, stop: () => running.cancel() };
}
