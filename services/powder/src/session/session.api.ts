import type { ApiClient } from '../api/client.ts';

export const getAccount = (client: Pick<ApiClient, 'post'>) => client.post('/user/get');
