import { lazy, Suspense } from 'react';
import { useSelector } from 'react-redux';
import { selectSessionStatus } from '../../session/session.slice.ts';
import { Unreachable } from '../../session/unreachable.tsx';
import { PageSkeleton } from '../../ui/page-skeleton.tsx';

const Landing = lazy(async () => ({
  default: (await import('../../features/landing/landing-page.tsx')).LandingPage,
}));
const Overview = lazy(async () => ({ default: (await import('./overview.tsx')).Overview }));

/** The landing page for guests, the account for whoever is signed in. */
export function HomePage() {
  const status = useSelector(selectSessionStatus);
  if (status === 'checking') return <PageSkeleton />;
  if (status === 'unreachable') return <Unreachable />;
  return (
    <Suspense fallback={<PageSkeleton />}>{status === 'signed_in' ? <Overview /> : <Landing />}</Suspense>
  );
}
