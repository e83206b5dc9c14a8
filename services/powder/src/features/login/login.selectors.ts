import type { Account } from '@gnar/contract';
import type { ApiRequestState } from '../../api/submit.ts';

export const selectLogIn = (state: { login: ApiRequestState<Account> }) => state.login;
