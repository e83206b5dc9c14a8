import { lazy, Suspense, useEffect } from 'react';
import { useDispatch, useSelector } from 'react-redux';
import { stepUpDeclined } from '../../api/step-up.ts';
import { selectStepUpAsked } from './step-up.slice.ts';

// Few visits need it, and MUI's dialog would weigh on every page.
const StepUpDialog = lazy(async () => ({ default: (await import('./step-up-dialog.tsx')).StepUpDialog }));

/** Asks for the password while a request waits for it. */
export function StepUp() {
  const asked = useSelector(selectStepUpAsked);
  return asked ? (
    <Suspense fallback={null}>
      <StepUpDialog />
    </Suspense>
  ) : null;
}

/** In place of a dialog that could not be loaded: the request that waits for it must not wait for ever. */
export function StepUpImpossible() {
  const dispatch = useDispatch();
  useEffect(() => {
    dispatch(stepUpDeclined());
  }, [dispatch]);
  return null;
}
