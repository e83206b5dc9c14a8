import type { LogInRequest } from '@gnar/contract';
import type { ApiClient } from '../../api/client.ts';

/** Opens a session; the client keeps the token of the answer. */
export const logIn = (client: Pick<ApiClient, 'post'>, credentials: LogInRequest) =>
  client.post('/user/login', credentials);
