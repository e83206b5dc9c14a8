import type { ApiClient } from '../../api/client.ts';

/** Remembers the language in which mails are written. */
export const saveLocale = (client: Pick<ApiClient, 'put'>, { id, locale }: { id: string; locale: string }) =>
  client.put('/user/:id', { locale }, { params: { id } });
