import type { Attack, Stage } from '../attack/attack.ts';

/** As production has it. */
const EMAILS_PER_HOUR = 5;
const TRIES = 20;

export const mailBombing: Attack = {
  name: 'mail-bombing',
  does: `Requests ${TRIES} emails of each kind for one mailbox in different spellings: plus-addresses, case, both.`,
  promises: [24],
  async run(stage) {
    await bomb(stage, '/user/signup', 'sign-ups');
    await bomb(stage, '/user/send-reset-password-email', 'forgotten passwords');
  },
};

async function bomb({ people, system, check }: Stage, path: string, kind: string): Promise<void> {
  const address = people.address('victim');
  const [name = '', domain = ''] = address.split('@');
  const spelt = (index: number): string => {
    const plus = `${name}+${index}@${domain}`;
    return (
      [plus, plus.toUpperCase(), address.toUpperCase(), `${name}+a+${index}@${domain}`][index % 4] ?? plus
    );
  };
  // A reset email goes to the one account of the mailbox, which case alone reaches under other spellings.
  const inCase = (index: number) =>
    Array.from(address, (letter, at) => ((index >> (at % 5)) & 1 ? letter.toUpperCase() : letter)).join('');
  const isReset = kind === 'forgotten passwords';
  if (isReset) await people.accountsAt([address]);
  const spellings = Array.from({ length: TRIES }, (_, index) => (isReset ? inCase(index) : spelt(index)));
  for (const [index, email] of spellings.entries()) {
    const visitor = people.visitor(index % 2 === 0 ? 0 : 1);
    await visitor.post(path, { email });
    visitor.close();
  }
  const came = await system.mailbox.settledCount((to) => to.startsWith(name) && to.endsWith(domain));
  check(
    24,
    `${TRIES} ${kind} under other spellings: at most ${EMAILS_PER_HOUR} emails to the mailbox`,
    came >= 1 && came <= EMAILS_PER_HOUR,
    `${came} emails`,
  );
}
