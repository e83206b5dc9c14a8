import type { ApiClient } from '../../api/client.ts';
import { parseCheckIn } from './check-in.ts';

type Client = Pick<ApiClient, 'get'>;

/** Asks off-piste, through piste, to leave a secret message. */
export const checkIn = async (client: Client) => parseCheckIn(await client.get('/10-45'));

/** Fetches a message; a problem with the code `message_not_found` means that it has not come yet. */
export const getMessage = (client: Client, id: string) =>
  client.get('/10-45/get-message/:id', { params: { id } });
