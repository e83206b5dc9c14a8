import type { CheckLinkRequest, CheckLinkResponse } from '@gnar/contract';
import type { Database } from '@gnar/gear/database';
import type { Links } from '../../links/links.ts';

export interface CheckLinkService {
  /** Looks at a link without using it up. @throws LinkExpiredError */
  check(request: CheckLinkRequest): Promise<CheckLinkResponse>;
}

export interface CheckLinkOptions {
  readonly database: Pick<Database, 'one'>;
  readonly links: Pick<Links, 'ownerOf'>;
}

export function createCheckLinkService({ database, links }: CheckLinkOptions): CheckLinkService {
  return {
    async check({ token, purpose }) {
      const { email } = await links.ownerOf(database, token, purpose);
      return { email };
    },
  };
}
