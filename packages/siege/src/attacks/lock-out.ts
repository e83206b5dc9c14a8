import type { Attack, Stage } from '../attack/attack.ts';
import type { Answer, Client } from '../attack/client.ts';
import { authorizationOf, strongPassword, type Person } from '../attack/people.ts';

const WRONG_LOG_INS = 110;
/** Consecutive ones, after which none is judged (NIST SP 800-63B-4, 3.2.2). */
const MOST_GUESSES = 100;
const LONGEST_WAIT_SECONDS = 900;
const wrongPassword = 'wrong-Poudreuse-4711';

export const lockOut: Attack = {
  name: 'lock-out',
  does: `A stranger's ${WRONG_LOG_INS} wrong log-ins and 20 sign-ups in an hour: the owner still logs in where they did before, gets a reset mail, and proves their password inside a session.`,
  promises: [21, 24],
  async run(stage) {
    const owner = await ownerWithDevice(stage);
    await besiege(stage, owner.person);
    await tryOwner(stage, owner);
    await tryReset(stage, owner.person);
    await tryDeletion(stage);
  },
};

interface Owner {
  readonly person: Person;
  /** The browser that logged in before: its network and its cookies. */
  readonly device: Client;
  readonly cookies: string;
  readonly authorization: string;
}

async function ownerWithDevice({ people }: Stage): Promise<Owner> {
  const person = await people.activated();
  const device = people.visitor();
  const answer = await device.post('/user/login', { ...person });
  return { person, device, cookies: cookiesOf(answer), authorization: authorizationOf(answer) };
}

/** What a browser would send back. */
const cookiesOf = ({ headers }: Answer) =>
  (headers['set-cookie'] ?? []).map((cookie) => cookie.split(';')[0] ?? '').join('; ');

/** Weeks of patience in seconds: what has to be waited for is taken out of Redis. */
async function besiege({ people, system, check }: Stage, { email }: Person): Promise<void> {
  let longest = 0;
  let judged = 0;
  for (let turn = 0; turn < WRONG_LOG_INS; turn += 1) {
    const stranger = people.visitor(turn % 2 === 0 ? 0 : 1);
    const { status, headers } = await stranger.post('/user/login', { email, password: wrongPassword });
    stranger.close();
    if (status === 401) judged += 1;
    longest = Math.max(longest, Number(headers['retry-after'] ?? 0));
    if (turn < WRONG_LOG_INS - 1) await passWaits(system.redis);
  }
  for (let turn = 0; turn < 20; turn += 1) await people.visitor().post('/user/signup', { email });
  const last = await people.visitor().post('/user/login', { email, password: wrongPassword });
  longest = Math.max(longest, Number(last.headers['retry-after'] ?? 0));
  check(
    21,
    `the stranger is held back, and no wait is above ${LONGEST_WAIT_SECONDS} s`,
    last.status === 429 && longest <= LONGEST_WAIT_SECONDS,
    `${last.status}, ${longest} s`,
  );
  check(
    21,
    `of ${WRONG_LOG_INS} wrong log-ins whose waits are over ${MOST_GUESSES} are judged`,
    judged === MOST_GUESSES,
    judged,
  );
}

/** After wrong passwords; the failures stay counted. */
export async function passWaits(redis: Stage['system']['redis']): Promise<void> {
  const waits = await redis.keys('*:wait');
  if (waits.length > 0) await redis.del(...waits);
}

async function tryOwner({ check }: Stage, { person, device, cookies, authorization }: Owner): Promise<void> {
  const headers: Record<string, string> = cookies === '' ? {} : { Cookie: cookies };
  const known = await device.post('/user/login', { ...person }, { headers });
  check(
    21,
    'the owner logs in from the browser that has logged in before',
    known.status === 200,
    statusOf(known),
  );
  const same = await device.post(
    '/user/change-password',
    { currentPassword: person.password, password: strongPassword() },
    { as: authorization },
  );
  check(
    21,
    'the owner’s change of password inside a session is not held back',
    same.status === 204,
    statusOf(same),
  );
}

async function tryReset({ people, system, check }: Stage, { email }: Person): Promise<void> {
  const asked = await people.visitor().post('/user/send-reset-password-email', { email });
  const token = await system.mailbox.token(email, 'reset-password').catch(() => undefined);
  check(
    24,
    'after 20 sign-ups of strangers the owner’s reset email arrives',
    token !== undefined,
    `${asked.status}, ${token === undefined ? 'no email within 20 s' : 'arrived'}`,
  );
  if (token === undefined) return;
  people.canaries.add(token);
  const password = strongPassword();
  const reset = await people.visitor().post('/user/reset-password', { token, password });
  const logIn = await people.visitor().post('/user/login', { email, password });
  check(
    21,
    'a reset lets the owner in from anywhere',
    reset.status === 204 && logIn.status === 200,
    `${reset.status}, ${statusOf(logIn)}`,
  );
}

async function tryDeletion(stage: Stage): Promise<void> {
  const { people, check } = stage;
  const owner = await people.member();
  await besiege(stage, owner);
  const { status } = await people
    .visitor()
    .delete(`/user/${owner.id}`, { password: owner.password }, { as: owner.authorization });
  check(21, 'the owner’s deletion inside a session is not held back', status === 204, status);
}

const statusOf = ({ status, headers }: Answer) =>
  headers['retry-after'] === undefined ? String(status) : `${status}, Retry-After ${headers['retry-after']}`;
