import type { Attack, Stage } from '../attack/attack.ts';
import type { Answer } from '../attack/client.ts';
import { claimsOf, expectStatus, strongPassword } from '../attack/people.ts';

const PARALLEL = 20;
/** Below the budget of a network. */
const ROUNDS = 3;

export const links: Attack = {
  name: 'links',
  does: `Uses a mailed link ${PARALLEL} times at once over two replicas, again, for another purpose, changed, and after a newer one.`,
  promises: [10, 16, 19, 20],
  async run(stage) {
    for (let round = 0; round < ROUNDS; round += 1) {
      await raceOf(stage, 'activation');
      await raceOf(stage, 'reset');
    }
    await tryOthersUses(stage);
    await tryChangedTokens(stage);
    await trySignUpAgain(stage);
    await tellOwner(stage);
  },
};

async function raceOf({ people, system, check }: Stage, kind: 'activation' | 'reset'): Promise<void> {
  const email = kind === 'activation' ? people.address() : (await people.one()).email;
  const token =
    kind === 'activation' ? await activationToken({ people, system }, email) : await people.resetToken(email);
  const path = kind === 'activation' ? '/user/activate' : '/user/reset-password';
  const passwords = Array.from({ length: PARALLEL }, strongPassword);
  const answers = await Promise.all(
    passwords.map((password, index) =>
      people.visitor(index % 2 === 0 ? 0 : 1).post(path, { token, password }, { timeoutMs: 60_000 }),
    ),
  );
  const won = answers.flatMap(({ status }, index) => (status === 204 ? [index] : []));
  const others = answers.filter(({ status }) => status !== 204 && status !== 410 && status !== 503);
  check(
    16,
    `${kind}: of ${PARALLEL} parallel uses one succeeds`,
    won.length === 1 && others.length === 0,
    countStatuses(answers),
  );
  const winner = passwords[won[0] ?? -1];
  const loser = passwords[won[0] === 0 ? 1 : 0] ?? '';
  if (winner === undefined) return;
  const right = await people.visitor().post('/user/login', { email, password: winner });
  const wrong = await people.visitor(1).post('/user/login', { email, password: loser });
  check(
    16,
    `${kind}: the password of the success works, another does not`,
    right.status === 200 && wrong.status === 401,
    `${right.status}, ${wrong.status}`,
  );
  const again = await people.visitor(1).post(path, { token, password: strongPassword() });
  check(16, `${kind}: a used link is refused`, again.status === 410, again.status);
  const won204 = answers[won[0] ?? -1];
  check(
    19,
    `${kind}: no session comes with it`,
    won204?.headers.authorization === undefined,
    'no Authorization',
  );
}

async function tryOthersUses({ people, system, check }: Stage): Promise<void> {
  const email = people.address();
  const activation = await activationToken({ people, system }, email);
  const reset = await people.resetToken((await people.one()).email);
  const member = await people.member();
  const password = strongPassword();
  const jwt = member.authorization.slice('Bearer '.length);
  const visitor = people.visitor();
  const wrongUses: readonly (readonly [string, Promise<Answer>, readonly number[]])[] = [
    [
      'an activation link at reset',
      visitor.post('/user/reset-password', { token: activation, password }),
      [410],
    ],
    ['a reset link at activation', visitor.post('/user/activate', { token: reset, password }), [410]],
    [
      'a reset link checked as activation',
      visitor.post('/user/check-link', { token: reset, purpose: 'activate' }),
      [410],
    ],
    ['an access token as a link', visitor.post('/user/reset-password', { token: jwt, password }), [410, 422]],
    [
      'a link as an access token',
      visitor.post('/user/get', undefined, { as: `Bearer ${activation}` }),
      [401],
    ],
    [
      'a session id as a link',
      visitor.post(
        '/user/reset-password',
        { token: linkOf(member.email, String(claimsOf(member.authorization)['sid'])), password },
        {},
      ),
      [410, 422],
    ],
  ];
  for (const [name, asked, expected] of wrongUses) {
    const { status } = await asked;
    check(10, `${name} is refused`, expected.includes(status), status);
  }
  const checks = await Promise.all(
    [1, 2].map(() => visitor.post('/user/check-link', { token: activation, purpose: 'activate' })),
  );
  await visitor.get(`/activate`);
  check(
    16,
    'a look does not use a link up',
    checks.every(({ status }) => status === 200),
    countStatuses(checks),
  );
  await expectStatus(204, visitor.post('/user/activate', { token: activation, password }));
}

async function tryChangedTokens({ people, check }: Stage): Promise<void> {
  const [victim, attacker] = await people.active(2);
  if (!victim || !attacker) throw new Error('Two accounts were asked for');
  const token = await people.resetToken(attacker.email);
  const { id } = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as { id: string };
  const password = strongPassword();
  const visitor = people.visitor();
  const changed = {
    'another person’s address': linkOf(victim.email, id),
    'another id': linkOf(attacker.email, `${id.slice(0, -1)}${id.endsWith('A') ? 'B' : 'A'}`),
    'a short id': linkOf(attacker.email, id.slice(0, 20)),
    'an id of another type': Buffer.from(JSON.stringify({ email: attacker.email, id: [id] })).toString(
      'base64url',
    ),
    'no id': Buffer.from(JSON.stringify({ email: attacker.email }))
      .toString('base64url')
      .padEnd(60, 'A'),
  };
  for (const [name, forged] of Object.entries(changed)) {
    const { status } = await visitor.post('/user/reset-password', { token: forged, password });
    check(16, `a link with ${name} is refused`, status === 410 || status === 422, status);
  }
  const asVictim = await people.visitor().post('/user/login', { email: victim.email, password });
  check(16, 'no changed link set a password', asVictim.status === 401, asVictim.status);
}

/** A stranger signs a pending address up again, with other details. */
async function trySignUpAgain({ people, system, check }: Stage): Promise<void> {
  const email = people.address();
  const first = await activationToken({ people, system }, email);
  await people.visitor().post('/user/signup', { email: email.toUpperCase(), locale: 'fr' });
  const second = await system.mailbox.token(email, 'activate', [first]);
  people.canaries.add(second);
  const old = await people.visitor().post('/user/activate', { token: first, password: strongPassword() });
  check(20, 'signing up again replaces the link', old.status === 410, old.status);
  const fresh = await people.visitor().post('/user/activate', { token: second, password: strongPassword() });
  check(20, 'the newest link works', fresh.status === 204, fresh.status);
  const { rows } = await system.database.query('SELECT 1 FROM users WHERE email = $1', [email]);
  check(20, 'two spellings are one account', rows.length === 1, `${rows.length} rows`);
}

async function tellOwner({ people, system, check }: Stage): Promise<void> {
  const { email } = await people.one();
  const token = await people.resetToken(email);
  await expectStatus(
    204,
    people.visitor().post('/user/reset-password', { token, password: strongPassword() }),
  );
  // The link, and the notice.
  const emails = await system.mailbox.settledCount((to) => to === email);
  check(19, 'the owner gets an email about a reset', emails === 2, `${emails} emails`);
}

async function activationToken(
  { people, system }: Pick<Stage, 'people' | 'system'>,
  email: string,
): Promise<string> {
  await expectStatus(202, people.visitor().post('/user/signup', { email }));
  const token = await system.mailbox.token(email, 'activate');
  people.canaries.add(token);
  return token;
}

const linkOf = (email: string, id: string) =>
  Buffer.from(JSON.stringify({ email, id })).toString('base64url');

/** `204 ×1, 410 ×19` */
export function countStatuses(answers: readonly Pick<Answer, 'status'>[]): string {
  const counts = Map.groupBy(answers, ({ status }) => status);
  return [...counts].map(([status, some]) => `${status} ×${some.length}`).join(', ');
}
