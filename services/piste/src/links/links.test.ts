import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock } from '@gnar/gear/testing';
import { freshAddress } from '../testing/mailbox.ts';
import { startPiste, type PisteUnderTest } from '../testing/piste-under-test.ts';
import { removeLinks } from './links.store.ts';
import { createLinks, LinkExpiredError } from './links.ts';

const clock = new FakeClock();
const links = createLinks({ clock, lifetimeMinutes: 60 });

let piste: PisteUnderTest;
let user: { id: string; email: string };
let token: string;

beforeAll(async () => {
  piste = await startPiste();
});
afterAll(() => piste.stop());
beforeEach(async () => {
  const email = freshAddress();
  const row = await piste.parts.database.one<{ id: string }>(
    'INSERT INTO users (email) VALUES ($1) RETURNING id',
    [email],
  );
  user = { id: row?.id ?? '', email };
  token = await links.issue(piste.parts.database, user, 'reset');
});

const redeem = (purpose: 'activate' | 'reset' = 'reset', some = token) =>
  links.redeem(piste.parts.database, some, purpose);
const owner = (purpose: 'activate' | 'reset' = 'reset') =>
  links.ownerOf(piste.parts.database, token, purpose).then(({ id }) => id);
const isOpen = (purpose: 'activate' | 'reset' = 'reset') => links.isOpen(piste.parts.database, user, purpose);

describe('a mailed link', () => {
  it('is open, tells its owner and can be used for an hour', async () => {
    clock.advance(3_599);
    expect([await isOpen(), await owner()]).toEqual([true, user.id]);
    await redeem();
  });

  // Each by itself: its use follows the question for its owner, and much may happen in between.
  it.each<[string, 'activate' | 'reset', () => Promise<unknown> | void]>([
    ['after an hour', 'reset', () => clock.advance(3_600)],
    ['when it was used', 'reset', () => redeem()],
    ['for another purpose', 'activate', () => undefined],
    ['when it was removed', 'reset', () => removeLinks(piste.parts.database, user.id, 'reset')],
  ])('is not open, has no owner and cannot be used %s', async (_, purpose, happens) => {
    await happens();
    expect(await isOpen(purpose)).toBe(false);
    await expect(owner(purpose)).rejects.toThrow(LinkExpiredError);
    await expect(redeem(purpose)).rejects.toThrow(LinkExpiredError);
  });

  it('is stored before its token is handed out, and removed before that is told', async () => {
    let done = 0;
    const slow = {
      run: async () => {
        await sleep(20);
        done += 1;
        return 1;
      },
    };
    await links.issue(slow, user, 'reset');
    expect(done).toBe(1);
    await removeLinks(slow, user.id, 'reset');
    expect(done).toBe(2);
  });

  it('lives on when those of another purpose are removed', async () => {
    await removeLinks(piste.parts.database, user.id, 'activate');
    await redeem();
  });

  it.each(['no link', Buffer.from('{"id":1}').toString('base64url')])(
    'cannot be made up: %s',
    async (madeUp) => {
      await expect(links.ownerOf(piste.parts.database, madeUp, 'reset')).rejects.toThrow(LinkExpiredError);
      await expect(redeem('reset', madeUp)).rejects.toThrow(LinkExpiredError);
    },
  );
});
