import './fonts.css';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter } from 'react-router';
import { App } from './app.tsx';
import { compose } from './compose.ts';
import { routes } from './router.tsx';

const router = createBrowserRouter(routes);
const { store, i18n } = await compose(router);
const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root.');
createRoot(root).render(<App store={store} i18n={i18n} router={router} />);
