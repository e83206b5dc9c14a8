import './fonts.css';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { App } from './app.tsx';
import { compose } from './compose.ts';

const { store, i18n, navigation } = await compose();
const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root.');
createRoot(root).render(
  <BrowserRouter>
    <App store={store} i18n={i18n} navigation={navigation} />
  </BrowserRouter>,
);
