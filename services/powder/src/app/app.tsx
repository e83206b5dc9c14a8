import CssBaseline from '@mui/material/CssBaseline';
import { ThemeProvider } from '@mui/material/styles';
import type { i18n as I18n } from 'i18next';
import { StrictMode } from 'react';
import { I18nextProvider } from 'react-i18next';
import { Provider } from 'react-redux';
import type { Store } from 'redux';
import { product } from '@gnar/contract/product';
import { NavigationConnection, type Navigation } from './navigation.tsx';
import { ShownContext, type Shown } from '../manifest/shown.ts';
import type { Page } from './pages.ts';
import { AppRoutes } from './router.tsx';
import { theme } from './theme.ts';

interface Props {
  store: Store;
  i18n: I18n;
  navigation: Navigation;
  pages: readonly Page[];
  shown: Shown;
}

/** Everything inside the router, around what compose made. */
export function App({ store, i18n, navigation, pages, shown }: Props) {
  return (
    <StrictMode>
      <Provider store={store}>
        <I18nextProvider i18n={i18n}>
          <ThemeProvider
            theme={theme}
            defaultMode="system"
            modeStorageKey={`${product.id}-theme`}
            disableTransitionOnChange
          >
            <CssBaseline enableColorScheme />
            <NavigationConnection navigation={navigation} />
            <ShownContext value={shown}>
              <AppRoutes pages={pages} />
            </ShownContext>
          </ThemeProvider>
        </I18nextProvider>
      </Provider>
    </StrictMode>
  );
}
