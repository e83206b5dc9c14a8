import { isRecord } from '../machine/is-record.ts';

/** The subjects of the emails that an SES endpoint holds, oldest first. */
export async function storedSubjects(endpoint: string): Promise<unknown[]> {
  const store: unknown = await (await fetch(`${endpoint}/store`)).json();
  if (!isRecord(store) || !Array.isArray(store['emails'])) throw new Error('Not a store');
  return store['emails'].map((mail: unknown) => isRecord(mail) && mail['subject']);
}
