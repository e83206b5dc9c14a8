import { describe, expect, it } from '@jest/globals';
import { createCurrentPassword } from './current-password.ts';

const claim = { userId: 'an-id', user: undefined, password: 'a-guess', path: 'password' };

describe('a wrong password', () => {
  it.each<[string, (passwords: ReturnType<typeof createCurrentPassword>) => Promise<unknown>]>([
    ['at log-in', (passwords) => passwords.verify({ ...claim, email: 'ada@example.com' })],
    ['in a session', (passwords) => passwords.reauthenticate(claim)],
  ])('%s is counted before it is answered: the next guess finds it', async (_, verify) => {
    const steps: string[] = [];
    const passwords = createCurrentPassword({
      argon2: { verify: async () => false, verifyDummy: async () => false },
      rateLimits: {
        assertAllowed: async () => 0,
        withdraw: async () => undefined,
        clear: async () => undefined,
        recordFailure: async () => {
          await new Promise((resolve) => setTimeout(resolve, 20));
          steps.push('counted');
          return 1;
        },
      },
      onGuessingStopped: async () => undefined,
    });
    await verify(passwords).catch(() => steps.push('answered'));
    expect(steps).toEqual(['counted', 'answered']);
  });
});
