import type { Attack, Stage } from '../attack/attack.ts';
import type { Answer, Client } from '../attack/client.ts';
import { expectStatus } from '../attack/people.ts';
import { areaUnderCurve } from '../attack/statistics.ts';
import { countStatuses } from './links.ts';

const PAIRS = 300;
/** Below the smallest budget of a network. */
const REQUESTS_PER_NETWORK = 20;

/** Asks for one address; what it does not depend on is the same for every address. */
type Ask = (client: Client, email: string) => Promise<Answer>;

interface Route {
  readonly name: string;
  readonly ask: Ask;
  /** The status for every address; any other (a spent budget, a fault) would be alike as well and prove nothing. */
  readonly status: number;
}

const routes: readonly Route[] = [
  { name: 'sign-up', status: 202, ask: (client, email) => client.post('/user/signup', { email }) },
  {
    name: 'log-in',
    status: 401,
    ask: (client, email) => client.post('/user/login', { email, password: 'wrong-Poudreuse-4711' }),
  },
  {
    name: 'forgotten password',
    status: 202,
    ask: (client, email) => client.post('/user/send-reset-password-email', { email }),
  },
];

export const enumeration: Attack = {
  name: 'enumeration',
  does: `Compares byte by byte, and by ${PAIRS} interleaved pairs of times, what existing, pending, locked and unknown addresses are answered.`,
  promises: [8, 9],
  limitMs: 240_000,
  async run(stage) {
    for (const route of routes) {
      await compareBytes(stage, route);
      await compareTimes(stage, route);
    }
    await compareLocked(stage);
  },
};

async function compareBytes({ people, check }: Stage, { name, ask, status }: Route): Promise<void> {
  const [active] = await people.active(1);
  const [pending] = await people.active(1, 'pending');
  const seen = new Set<string>();
  for (const email of [active?.email ?? '', pending?.email ?? '', people.address()])
    seen.add(comparable(await expectStatus(status, ask(people.visitor(), email))));
  const measured = seen.size === 1 ? 'byte for byte' : [...seen].join(' ≠ ');
  check(8, `${name}: existing, pending and unknown are answered alike`, seen.size === 1, measured);
}

async function compareTimes({ people, check }: Stage, { name, ask, status }: Route): Promise<void> {
  const existing = await people.active(PAIRS);
  const times = { existing: new Array<number>(), unknown: new Array<number>() };
  let client = people.visitor();
  let asked = 0;
  const timed = async (email: string) => {
    if (asked % REQUESTS_PER_NETWORK === 0) {
      client.close();
      client = people.visitor();
      // The first request of a connection pays for it.
      await client.get('/openapi.json');
    }
    asked += 1;
    return (await expectStatus(status, ask(client, email))).ms;
  };
  for (const [index, { email }] of existing.entries()) {
    // Either may come first, so that neither always follows the other.
    if (index % 2 === 0) times.existing.push(await timed(email));
    times.unknown.push(await timed(people.address()));
    if (index % 2 === 1) times.existing.push(await timed(email));
  }
  client.close();
  const area = areaUnderCurve(times.existing, times.unknown);
  const claim = `${name}: response times distinguish existing from unknown no better than AUC 0.4 to 0.6`;
  check(9, claim, area >= 0.4 && area <= 0.6, `AUC ${area.toFixed(3)}, ${PAIRS} pairs`);
}

/** Wrong log-ins until the throttle answers: an address without account must be throttled in the same way. */
async function compareLocked({ people, check }: Stage): Promise<void> {
  const [active] = await people.active(1);
  const seen = new Set<string>();
  for (const email of [active?.email ?? '', people.address()]) {
    const visitor = people.visitor();
    const answers: Answer[] = [];
    for (let turn = 0; turn < 7; turn += 1)
      answers.push(await visitor.post('/user/login', { email, password: 'wrong-Poudreuse-4711' }));
    if (answers.at(-1)?.status !== 429) throw new Error(`Not throttled: ${countStatuses(answers)}`);
    seen.add(answers.map(comparable).join('\n'));
    visitor.close();
  }
  const measured = seen.size === 1 ? 'seven answers each, the same' : [...seen].join('\n≠\n');
  check(
    8,
    'log-in: a throttled account and a throttled unknown address are answered alike',
    seen.size === 1,
    measured,
  );
}

/** What an attacker can compare of a response: all but what differs between any two. */
function comparable({ status, headers, text }: Answer): string {
  const varying = ['date', 'x-request-id', 'keep-alive', 'connection'];
  const kept = Object.entries(headers).filter(([name]) => !varying.includes(name));
  // A random value of the same form and length reveals nothing.
  const body = text.replace(/"requestId":"[^"]*"/, '"requestId":""');
  return JSON.stringify([status, kept, body]);
}
