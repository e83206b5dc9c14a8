import { lazy } from 'react';
import { Route, Routes } from 'react-router';
import { GuestOnly } from '../session/guest-only.tsx';
import { RequireSession } from '../session/require-session.tsx';
import { HomePage } from './pages/home-page.tsx';
import { AppLayout } from './layout/app-layout.tsx';
import type { Page } from './pages.ts';

const AccountLayout = lazy(async () => ({
  default: (await import('./layout/account-layout.tsx')).AccountLayout,
}));

/**
 * Every address of the front end, from the features' routes. Routes only choose pages; data is the sagas' business, so React
 * Router's loaders, which weigh more than the rest of it, stay out.
 */
export function AppRoutes({ pages }: { pages: readonly Page[] }) {
  const [home, others] = [pages.filter(({ path }) => path === ''), pages.filter(({ path }) => path !== '')];
  const routesFor = (access: Page['access'], layout?: Page['layout']) =>
    others
      .filter((page) => page.access === access && page.layout === layout)
      .map(({ path, Page }) => <Route key={path} path={path} element={<Page />} />);
  return (
    <Routes>
      <Route element={<AppLayout />}>
        <Route index element={<HomePage pages={home} />} />
        <Route element={<GuestOnly />}>{routesFor('guests')}</Route>
        <Route element={<RequireSession />}>
          {routesFor('members')}
          <Route element={<AccountLayout />}>{routesFor('members', 'account')}</Route>
        </Route>
        {routesFor('everyone')}
      </Route>
    </Routes>
  );
}
