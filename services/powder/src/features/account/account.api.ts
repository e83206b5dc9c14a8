import type { ApiClient } from '../../api/client.ts';
import type { AccountUpdate } from './details.ts';

export const updateAccount = (client: Pick<ApiClient, 'put'>, { id, changes }: AccountUpdate) =>
  client.put('/user/:id', changes, { params: { id } });
