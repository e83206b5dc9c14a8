import type { SignUpRequest } from '@gnar/contract';
import type { ApiClient } from '../../api/client.ts';

/** Asks for an activation mail; the answer is the same whether or not the address is known. */
export const signUp = (client: Pick<ApiClient, 'post'>, input: SignUpRequest) =>
  client.post('/user/signup', input);
