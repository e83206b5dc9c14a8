import type { ApiClient } from '../api/client.ts';

export const getAccount = (client: Pick<ApiClient, 'post'>) => client.post('/user/get');
export const logOut = (client: Pick<ApiClient, 'post'>) => client.post('/user/logout');
