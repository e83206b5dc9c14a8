import type { Attack, Stage } from '../attack/attack.ts';
import type { Answer } from '../attack/client.ts';
import { strongPassword } from '../attack/people.ts';
import { countStatuses } from './links.ts';

const TRIPLES = 25;
const PAIRS = 15;
const SIGN_UPS = 50;

export const accountRaces: Attack = {
  name: 'account-races',
  does: `Resets, changes and deletes ${TRIPLES} accounts at the same moment, logs in while a hash is renewed, signs one address up ${SIGN_UPS} times at once.`,
  promises: [6, 26, 38],
  async run(stage) {
    await resetChangeDelete(stage);
    await logInDuringRehash(stage);
    await signUpTogether(stage);
  },
};

/** Each takes locks on the same rows; in different orders they would block each other. */
async function resetChangeDelete({ people, check }: Stage): Promise<void> {
  const answers: Answer[] = [];
  for (let round = 0; round < TRIPLES; round += 1) {
    const member = await people.member();
    const token = await people.resetToken(member.email);
    answers.push(
      ...(await Promise.all([
        people.visitor(0).post('/user/reset-password', { token, password: strongPassword() }),
        people
          .visitor(1)
          .post(
            '/user/change-password',
            { currentPassword: member.password, password: strongPassword() },
            { as: member.authorization },
          ),
        people
          .visitor(round % 2 === 0 ? 0 : 1)
          .delete(`/user/${member.id}`, { password: member.password }, { as: member.authorization }),
      ])),
    );
  }
  const errors = answers.filter(({ status }) => status >= 500);
  check(
    38,
    `reset, change and delete of one account at once, ${TRIPLES} times: one of them wins, no 5xx`,
    errors.length === 0 && answers.filter(({ status }) => status === 204).length >= TRIPLES,
    countStatuses(answers),
  );
  check(
    26,
    'none of them is answered with an internal error',
    !answers.some(({ status }) => status === 500),
    countStatuses(answers),
  );
}

/** As after a release with dearer parameters: each account's first log-in stores a new hash. */
async function logInDuringRehash({ people, system, check }: Stage): Promise<void> {
  const answers: Answer[] = [];
  const accounts = await people.active(PAIRS);
  const dearer = await system.startExtra({ GNAR_ARGON2_TIME_COST: '3' });
  try {
    for (const account of accounts) {
      const visitors = [1, 2].map(() => people.visitorOf(dearer.url));
      answers.push(
        ...(await Promise.all(visitors.map((visitor) => visitor.post('/user/login', { ...account })))),
      );
    }
  } finally {
    await dearer.stop();
  }
  const refused = answers.filter(({ status }) => status !== 200);
  check(
    6,
    `two right log-ins at once while the hash is renewed, ${PAIRS} times: both succeed`,
    refused.length === 0,
    countStatuses(answers),
  );
  const [account] = accounts;
  const { rows } = await system.database.query<{ password_hash: string }>(
    'SELECT password_hash FROM users WHERE email = $1',
    [account?.email],
  );
  const stored = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$/.exec(rows[0]?.password_hash ?? '');
  const isRenewed = Number(stored?.[1]) >= 19_456 && Number(stored?.[2]) === 3;
  check(
    6,
    'the hash is Argon2id with at least 19 MiB, and renewed',
    isRenewed,
    stored?.[0] ?? 'no Argon2id hash',
  );
}

async function signUpTogether({ people, system, check }: Stage): Promise<void> {
  const email = people.address();
  const spelt = (index: number) => (index % 2 === 0 ? email : email.toUpperCase());
  const answers = await Promise.all(
    Array.from({ length: SIGN_UPS }, (_, index) =>
      people.visitor(index % 2 === 0 ? 0 : 1).post('/user/signup', { email: spelt(index) }),
    ),
  );
  await system.mailbox.token(email, 'activate');
  const { rows } = await system.database.query('SELECT 1 FROM users WHERE email = $1', [email]);
  const isFine = answers.every(({ status }) => status === 202) && rows.length === 1;
  check(
    38,
    `${SIGN_UPS} sign-ups of one address at once make one account`,
    isFine,
    `${countStatuses(answers)}; ${rows.length} account`,
  );
}
