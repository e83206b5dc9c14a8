import { useEffect } from 'react';
import { useDispatch } from 'react-redux';
import type { Action } from 'redux';

/** Tells the store that the page showing a request went away. */
export function useLeaving(left: () => Action): void {
  const dispatch = useDispatch();
  useEffect(
    () => () => {
      dispatch(left());
    },
    [dispatch, left],
  );
}
