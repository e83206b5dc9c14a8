import { useSelector } from 'react-redux';
import { Navigate, Outlet } from 'react-router';
import { useLocationState } from '../ui/use-location-state.ts';
import { selectSessionStatus } from './session.slice.ts';

/** Shows its child routes to guests; a user who is signed in, or has just become so, is sent on. */
export function GuestOnly() {
  const status = useSelector(selectSessionStatus);
  const { returnTo = '/' } = useLocationState();
  if (status !== 'signed_in') return <Outlet />;
  // Only a path of our own is followed.
  return <Navigate to={/^\/(?![/\\])/.test(returnTo) ? returnTo : '/'} replace />;
}
