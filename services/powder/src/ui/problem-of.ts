import type { RequestState } from '@gnar/edge/redux';
import type { Problem } from '../api/problem.ts';

/** The problem that a form shows: that of a refused request. */
export const problemOfRequest = (request: RequestState<unknown, Problem>): Problem | undefined =>
  request.status === 'refused' ? request.problem : undefined;
