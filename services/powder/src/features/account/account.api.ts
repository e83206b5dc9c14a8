import type { Account } from '@gnar/contract';
import type { ApiClient } from '../../api/client.ts';
import type { AccountUpdate } from './details.ts';

export const updateAccount = (client: Pick<ApiClient, 'put'>, { id, changes }: AccountUpdate) =>
  client.put<Account>(`/user/${encodeURIComponent(id)}`, changes);

export const getAccount = (client: Pick<ApiClient, 'post'>) => client.post<Account>('/user/get');
