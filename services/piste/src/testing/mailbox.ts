import { randomUUID } from 'node:crypto';
import { waitForMail, type StoredMail } from '@gnar/lodge/testing';
import { pagesOrigin } from './piste-under-test.ts';

/** An address that no other test uses. */
export const freshAddress = () => `rider-${randomUUID().slice(0, 13)}@example.com`;

export type LinkPath = 'activate' | 'reset-password';

const linkTo = (path: LinkPath) => new RegExp(`${pagesOrigin}/${path}#([\\w-]+)`);

/** The token of the link in an email. @throws when it has none */
export function tokenIn({ subject, text }: StoredMail, path: LinkPath): string {
  const token = linkTo(path).exec(text)?.[1];
  if (token === undefined) throw new Error(`No link to ${path} in "${subject}": ${text}`);
  return token;
}

/** Waits for an email with such a link that is not among those seen before. @returns its token */
export async function nextToken(
  address: string,
  path: LinkPath,
  seen: readonly string[] = [],
): Promise<string> {
  const isNew = (mail: StoredMail) => {
    const token = linkTo(path).exec(mail.text)?.[1];
    return token !== undefined && !seen.includes(token);
  };
  return tokenIn(await waitForMail(address, isNew), path);
}
