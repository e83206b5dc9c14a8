import { useSelector } from 'react-redux';
import { Navigate, Outlet, useLocation } from 'react-router';
import { selectSessionStatus } from './session.slice.ts';

/** Where a visitor wanted to go before logging in; only a path of our own is followed. */
function returnToOf(state: unknown): string {
  const known =
    typeof state === 'object' && state !== null && 'returnTo' in state ? state.returnTo : undefined;
  return typeof known === 'string' && /^\/(?![/\\])/.test(known) ? known : '/';
}

/** Shows its child routes to guests; a user who is signed in, or has just become so, is sent on. */
export function GuestOnly() {
  const status = useSelector(selectSessionStatus);
  const location: { state: unknown } = useLocation();
  return status === 'signed_in' ? <Navigate to={returnToOf(location.state)} replace /> : <Outlet />;
}
