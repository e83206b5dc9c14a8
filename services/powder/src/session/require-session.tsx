import { useSelector } from 'react-redux';
import { Navigate, Outlet, useLocation } from 'react-router';
import { PageSkeleton } from '../ui/page-skeleton.tsx';
import { selectSessionEnd, selectSessionStatus } from './session.slice.ts';
import { Unreachable } from './unreachable.tsx';

/** Shows its child routes to users who are signed in; a guest logs in first and comes back. */
export function RequireSession() {
  const status = useSelector(selectSessionStatus);
  const endedBy = useSelector(selectSessionEnd);
  const { pathname, search } = useLocation();
  if (status === 'signed_in') return <Outlet />;
  if (status === 'checking') return <PageSkeleton />;
  if (status === 'unreachable') return <Unreachable />;
  if (endedBy === 'logged_out') return <Navigate to="/" replace />;
  return <Navigate to="/login" replace state={{ returnTo: pathname + search }} />;
}
