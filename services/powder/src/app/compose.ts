import { createJwtStore, jwtExpiry } from '@gnar/edge/jwt';
import { createCaptcha } from '../api/captcha.ts';
import { createClient } from '../api/client.ts';
import type { Feature } from '../manifest/feature.ts';
import { tokenRenewed } from '../session/session.slice.ts';
import { loadConfig } from './config.ts';
import { features } from './features.ts';
import { createI18n } from './i18n/i18n.ts';
import { createNavigation } from './navigation.tsx';
import { createPages } from './pages.ts';
import { createStore } from './store.ts';

/** Constructs everything that lives as long as the page; the only place that does. */
export async function compose(list: readonly Feature[] = features) {
  const config = loadConfig();
  const jwt = createJwtStore();
  const navigation = createNavigation();
  const { i18n, language } = await createI18n(list);
  const client = createClient({ jwt, onToken: (token) => store.dispatch(tokenRenewed(jwtExpiry(token))) });
  const { store, install, stop } = createStore({
    client,
    jwt,
    language,
    captcha: createCaptcha(config.then(({ recaptchaSiteKey }) => recaptchaSiteKey)),
    navigate: navigation.navigate,
  });
  for (const feature of list) if (feature.start) install(feature.start);
  return { store, i18n, navigation, ...createPages(list, install), stop };
}
