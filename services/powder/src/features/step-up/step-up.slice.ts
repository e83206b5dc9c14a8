import type { StepUpRequest } from '@gnar/contract';
import { makeReducer, makeRequest } from '@gnar/edge/redux';
import { combineReducers } from 'redux';
import type { Problem } from '../../api/problem.ts';
import { stepUpDeclined, stepUpPassed, stepUpRequired } from '../../api/step-up.ts';

export const stepUpRequest = makeRequest<StepUpRequest, void, Problem>('stepUp');

const askedReducer = makeReducer<boolean>(false, (on) => {
  on(stepUpRequired, () => true);
  on(stepUpPassed, () => false);
  on(stepUpDeclined, () => false);
});

export const stepUpReducer = combineReducers({ asked: askedReducer, request: stepUpRequest.reducer });
