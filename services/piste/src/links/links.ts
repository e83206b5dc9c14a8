import type { Clock } from '@gnar/gear/clock';
import type { Queryable } from '@gnar/gear/database';
import { GoneError } from '@gnar/gear/errors';
import type { LinkPurpose } from '@gnar/contract';
import type { User } from '../accounts/user.types.ts';
import { decodeLinkToken, encodeLinkToken, hashLinkId, newLinkId } from './link-token.ts';
import { findLinkOwner, hasOpenLink, saveLink, useLink, type NewLink } from './links.store.ts';

/** A link that was drawn and is not stored yet. */
export interface DrawnLink extends Omit<NewLink, 'userId'> {
  readonly tokenFor: (email: string) => string;
}

/** The links that go out by email. */
export interface Links {
  /** For who stores it together with its user; its id is nowhere but in the token. */
  draw(purpose: LinkPurpose): DrawnLink;
  /** Makes a link that replaces the user's older one; @returns its token. Its id is nowhere but in the token. */
  issue(
    database: Pick<Queryable, 'run'>,
    user: Pick<User, 'id' | 'email'>,
    purpose: LinkPurpose,
  ): Promise<string>;
  /** Whether the user's newest link of this purpose still works. */
  isOpen(database: Pick<Queryable, 'one'>, user: Pick<User, 'id'>, purpose: LinkPurpose): Promise<boolean>;
  /** Whose link it is; it is not used up. @throws LinkExpiredError */
  ownerOf(database: Pick<Queryable, 'one'>, token: string, purpose: LinkPurpose): Promise<User>;
  /** Uses the link up, in the transaction of what it allows. @throws LinkExpiredError */
  redeem(database: Pick<Queryable, 'run'>, token: string, purpose: LinkPurpose): Promise<void>;
}

/** 410: used, replaced, expired, for something else or never ours. The answer does not say which. */
export class LinkExpiredError extends GoneError {
  constructor() {
    super('link_expired', 'This link has expired or was used already.');
  }
}

export function createLinks({ clock, lifetimeMinutes }: { clock: Clock; lifetimeMinutes: number }): Links {
  const draw = (purpose: LinkPurpose): DrawnLink => {
    const id = newLinkId();
    const now = clock.now();
    const expiresAt = new Date(now.getTime() + lifetimeMinutes * 60_000);
    return {
      purpose,
      idHash: hashLinkId(id),
      now,
      expiresAt,
      tokenFor: (email) => encodeLinkToken({ email, id }),
    };
  };
  return {
    draw,

    async issue(database, { id: userId, email }, purpose) {
      const { tokenFor, ...link } = draw(purpose);
      await saveLink(database, { ...link, userId });
      return tokenFor(email);
    },

    isOpen: (database, { id: userId }, purpose) =>
      hasOpenLink(database, { userId, purpose, now: clock.now() }),

    async ownerOf(database, token, purpose) {
      const link = decodeLinkToken(token);
      if (!link) throw new LinkExpiredError();
      const key = { idHash: hashLinkId(link.id), email: link.email, purpose, now: clock.now() };
      const owner = await findLinkOwner(database, key);
      if (!owner) throw new LinkExpiredError();
      return owner;
    },

    async redeem(database, token, purpose) {
      const link = decodeLinkToken(token);
      const used =
        link && (await useLink(database, { idHash: hashLinkId(link.id), purpose, now: clock.now() }));
      if (!used) throw new LinkExpiredError();
    },
  };
}
