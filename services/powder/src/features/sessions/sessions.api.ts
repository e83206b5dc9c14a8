import type { Session } from '@gnar/contract';
import type { ApiClient } from '../../api/client.ts';

export async function listSessions(client: Pick<ApiClient, 'get'>): Promise<readonly Session[]> {
  const { sessions } = await client.get('/user/sessions');
  return sessions;
}

export const endSession = (client: Pick<ApiClient, 'delete'>, sid: string) =>
  client.delete('/user/sessions/:sid', { params: { sid } });
