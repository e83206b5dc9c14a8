import type { Account } from '@gnar/contract';
import type { ApiClient } from '../api/client.ts';

export const getAccount = (client: Pick<ApiClient, 'post'>) => client.post<Account>('/user/get');
export const logOut = (client: Pick<ApiClient, 'post'>) => client.post('/user/logout');
