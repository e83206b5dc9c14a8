import type { RequestSlice } from '@gnar/edge/redux';
import { useCallback, useEffect } from 'react';
import { useDispatch, useSelector } from 'react-redux';
import type { Problem } from '../api/problem.ts';

/** A request as the component that shows it sees it; it is left when the component goes away. */
export function useRequest<Input, Result>(request: RequestSlice<Input, Result, Problem>) {
  const dispatch = useDispatch();
  const state = useSelector(request.select);
  useEffect(
    () => () => {
      dispatch(request.left());
    },
    [dispatch, request],
  );
  return {
    sending: state.status === 'sending',
    succeeded: state.status === 'succeeded',
    result: state.status === 'succeeded' ? state.result : undefined,
    problem: state.status === 'refused' ? state.problem : undefined,
    submit: useCallback((input: Input) => void dispatch(request.submitted(input)), [dispatch, request]),
  };
}
