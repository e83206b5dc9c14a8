import './fonts.css';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { App } from './app.tsx';
import { compose } from './compose.ts';

// Without an await at the top, which would add webpack's support of asynchronous modules to the first paint.
void compose().then((composed) => {
  const root = document.getElementById('root');
  if (root === null) throw new Error('The page has no #root.');
  createRoot(root).render(
    <BrowserRouter>
      <App {...composed} />
    </BrowserRouter>,
  );
});
