import { describe, expect, it } from '@jest/globals';
import type { VerifiedUser } from './current-password.ts';
import { InvalidCredentialsError } from './invalid-credentials-error.ts';
import { whileVerified } from './while-verified.ts';

const noDetails = {
  ...{ firstName: null, lastName: null, phone: null, country: null, locale: null },
  ...{ addressLine1: null, addressLine2: null, city: null, province: null, postalCode: null },
};
const withHash = (passwordHash: string): VerifiedUser => ({
  ...noDetails,
  ...{ id: 'an-id', email: 'ada@example.com', status: 'active', passwordHash },
  ...{ createdAt: new Date(0), updatedAt: new Date(0) },
});

describe('work that is right only for the hash that was verified', () => {
  it('is done with the hash of a moment later when a log-in has hashed the password anew', async () => {
    const tried: string[] = [];
    const work = async ({ passwordHash }: VerifiedUser) => {
      tried.push(passwordHash);
      return passwordHash === 'anew' ? 'done' : undefined;
    };
    expect(await whileVerified(withHash('old'), work, async () => withHash('anew'))).toBe('done');
    expect(tried).toEqual(['old', 'anew']);
  });

  it('is not done when the password is another one by now', async () => {
    const refuse = () => Promise.reject(new InvalidCredentialsError());
    await expect(whileVerified(withHash('old'), async () => undefined, refuse)).rejects.toMatchObject({
      status: 401,
    });
  });

  it('is given up with 503 after five hashes, each of which was replaced meanwhile', async () => {
    let tries = 0;
    const work = async () => {
      tries += 1;
      // More than five are the fault that this test looks for; it must not last for ever then.
      if (tries > 9) return 'done after all';
      return undefined;
    };
    await expect(whileVerified(withHash('old'), work, async () => withHash('anew'))).rejects.toMatchObject({
      status: 503,
      code: 'unavailable',
    });
    expect(tries).toBe(5);
  });
});
