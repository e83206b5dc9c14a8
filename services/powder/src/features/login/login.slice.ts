import type { Account, LogInRequest } from '@gnar/contract';
import { createRequestSlice } from '@gnar/edge/redux';
import type { Problem } from '../../api/problem.ts';

export const logInRequest = createRequestSlice<Pick<LogInRequest, 'email' | 'password'>, Account, Problem>(
  'login',
);
