import { lazy, Suspense, useEffect } from 'react';
import { useDispatch, useSelector } from 'react-redux';
import { useLocation } from 'react-router';
import { stepUpDeclined } from '../../api/step-up.ts';
import { CrashBoundary } from '../../ui/crash-boundary.tsx';
import { selectStepUpAsked } from './step-up.slice.ts';

// Few visits need it, and MUI's dialog would weigh on every page.
const StepUpDialog = lazy(async () => ({ default: (await import('./step-up-dialog.tsx')).StepUpDialog }));

/** Asks for the password while a request waits for it. */
export function StepUp() {
  const asked = useSelector(selectStepUpAsked);
  const { pathname } = useLocation();
  return (
    <CrashBoundary place={pathname} fallback={<StepUpImpossible />}>
      {asked && (
        <Suspense fallback={null}>
          <StepUpDialog />
        </Suspense>
      )}
    </CrashBoundary>
  );
}

/** In place of a dialog that could not be loaded: the request that waits for it must not wait for ever. */
function StepUpImpossible() {
  const dispatch = useDispatch();
  useEffect(() => {
    dispatch(stepUpDeclined());
  }, [dispatch]);
  return null;
}
