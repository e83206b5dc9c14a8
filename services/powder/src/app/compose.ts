import { createJwtStore, jwtExpiry } from '@gnar/edge/jwt';
import { createCaptcha } from '../api/captcha.ts';
import { createClient } from '../api/client.ts';
import { tokenRenewed } from '../session/session.slice.ts';
import { loadConfig } from './config.ts';
import { createI18n } from './i18n/i18n.ts';
import { createNavigation } from './navigation.tsx';
import { rootSaga } from './root-saga.ts';
import { createStore } from './store.ts';

/** Constructs everything that lives as long as the page; the only place that does. */
export async function compose() {
  const config = loadConfig();
  const jwt = createJwtStore();
  const navigation = createNavigation();
  const { i18n, language } = await createI18n();
  const client = createClient({ jwt, onToken: (token) => store.dispatch(tokenRenewed(jwtExpiry(token))) });
  const { store, sagas } = createStore({
    client,
    jwt,
    language,
    captcha: createCaptcha(config.then(({ recaptchaSiteKey }) => recaptchaSiteKey)),
    navigate: navigation.navigate,
  });
  const running = sagas.run(rootSaga);
  return { store, i18n, navigation, stop: () => running.cancel() };
}
