import type { Account, LogInRequest } from '@gnar/contract';
import { makeRequest } from '@gnar/edge/redux';
import type { Problem } from '../../api/problem.ts';

export const logInRequest = makeRequest<Pick<LogInRequest, 'email' | 'password'>, Account, Problem>('login');

export const loginReducer = logInRequest.reducer;
