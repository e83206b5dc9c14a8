import { useSelector } from 'react-redux';
import { selectSessionStatus } from '../../session/session.slice.ts';
import { Unreachable } from '../../session/unreachable.tsx';
import { PageSkeleton } from '../../ui/page-skeleton.tsx';
import type { Page } from '../pages.ts';

/** One address, two pages: for guests, and for users who are signed in. */
export function HomePage({ pages }: { pages: readonly Page[] }) {
  const status = useSelector(selectSessionStatus);
  if (status === 'checking') return <PageSkeleton />;
  if (status === 'unreachable') return <Unreachable />;
  const audience = status === 'signed_in' ? 'members' : 'guests';
  const shown = pages.find(({ access }) => access === audience || access === 'everyone');
  return shown && <shown.Page />;
}
