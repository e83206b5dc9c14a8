import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@gnar/gear/testing';
import { mailsTo } from '@gnar/lodge/testing';
import { freshAddress, nextToken } from '../testing/mailbox.ts';
import { makeActive, otherStrongPassword } from '../testing/people.ts';
import { startPiste, type PisteUnderTest } from '../testing/piste-under-test.ts';
import { comparable } from '../testing/uniform.ts';

const CAP = 2;

let piste: PisteUnderTest;
beforeAll(async () => {
  piste = await startPiste({ GNAR_MAILS_PER_ADDRESS_PER_HOUR: String(CAP) });
});
afterAll(() => piste.stop());

const signUp = (email: string) => piste.api.post('/user/signup', { email });
const forget = (email: string) => piste.api.post('/user/send-reset-password-email', { email });
const checkReset = async (token: string) =>
  (await piste.api.post('/user/check-link', { token, purpose: 'reset' })).status;

/** Asks so many times, one by one or all at once. */
const repeat = (times: number, ask: () => Promise<unknown>) =>
  Promise.all(Array.from({ length: times }, ask));

const delivered = () =>
  until(async () => (await piste.parts.database.all('SELECT 1 FROM outbox')).length === 0);

async function subjectsTo(...addresses: string[]): Promise<string[]> {
  await delivered();
  const received = await Promise.all(addresses.map((address) => mailsTo(address)));
  return received.flat().map(({ subject }) => subject);
}

const tagged = (email: string, tag: string) => email.replace('@', `+${tag}@`);

describe('email that strangers can cause', () => {
  it.each([
    ['20 forgotten passwords', forget],
    ['20 sign-ups', signUp],
  ])('is capped: of %s at once few are mailed, and all are answered alike', async (_, ask) => {
    const email = await makeActive(piste);
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(email)));
    expect(new Set(answers.map((answer) => JSON.stringify(comparable(answer)))).size).toBe(1);
    expect(await subjectsTo(email)).toHaveLength(CAP);
  });

  it('is capped per mailbox, whatever the case of the address and whatever follows its plus sign', async () => {
    const email = freshAddress();
    const spellings = [email, email.toUpperCase(), ...['1', '2', '3.4+5'].map((tag) => tagged(email, tag))];
    for (const spelling of spellings) await signUp(spelling);
    expect(await subjectsTo(...spellings.slice(1))).toHaveLength(CAP);
  });

  it('is capped apart for addresses that differ by a dot', async () => {
    const email = freshAddress();
    const dotted = email.replace('rider-', 'rider-.');
    await repeat(3, () => signUp(email));
    await signUp(dotted);
    expect(await subjectsTo(dotted)).toHaveLength(1);
  });
});

describe('a reset email', () => {
  it('is sent after any number of sign-ups with the address', async () => {
    const email = await makeActive(piste);
    await repeat(20, () => signUp(email));
    await delivered();
    await forget(email);
    expect(await checkReset(await nextToken(email, 'reset-password'))).toBe(200);
  });

  it('is sent after others of the mailbox were asked for: without account, or never activated', async () => {
    const email = await makeActive(piste);
    const [unknown, pending] = [tagged(email, 'unknown'), tagged(email, 'pending')];
    await signUp(pending);
    await delivered();
    await repeat(10, () => forget(unknown));
    await repeat(10, () => forget(pending));
    await delivered();
    await repeat(CAP, () => forget(email));
    expect(await subjectsTo(email)).toHaveLength(CAP);
    expect(await subjectsTo(unknown)).toEqual([]);
    expect(await subjectsTo(pending)).toHaveLength(CAP);
  });

  it('is left out only while the link of an earlier one works', async () => {
    const email = await makeActive(piste);
    const resetsAfter = async (ask: () => Promise<unknown>) => {
      await ask();
      await delivered();
      return (await mailsTo(email)).filter(({ subject }) => subject.startsWith('Set a new')).length;
    };
    const forgetOnce = () => forget(email);
    for (const sent of [1, CAP, CAP, CAP]) expect(await resetsAfter(forgetOnce)).toBe(sent);
    const token = await nextToken(email, 'reset-password');
    expect(await checkReset(token)).toBe(200);

    await piste.api.post('/user/reset-password', { token, password: otherStrongPassword });
    expect(await resetsAfter(forgetOnce)).toBe(CAP + 1);
    piste.clock.advance(3_600);
    expect(await resetsAfter(() => repeat(5, forgetOnce))).toBe(CAP + 2);
    expect(await checkReset(await nextToken(email, 'reset-password', [token]))).toBe(200);
  });

  it('keeps its link when a stranger signs up with the address afterwards', async () => {
    const email = await makeActive(piste);
    await forget(email);
    const token = await nextToken(email, 'reset-password');
    await repeat(3, () => signUp(email));
    expect(await subjectsTo(email)).toHaveLength(1 + CAP);
    expect(await checkReset(token)).toBe(200);
  });
});
