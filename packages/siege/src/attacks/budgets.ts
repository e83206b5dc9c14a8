import { randomInt } from 'node:crypto';
import type { Attack, Stage } from '../attack/attack.ts';
import { Client, freshNetwork, type Answer } from '../attack/client.ts';
import { countStatuses } from './links.ts';

/** As production has it, in ten minutes. */
const SIGN_UPS_PER_NETWORK = 30;
const BURST = 100;

export const budgets: Attack = {
  name: 'budgets',
  does: 'Spends one budget over both replicas at once, with rotating X-Forwarded-For before nginx, and from rotating IPv6 networks.',
  promises: [21, 22, 23],
  async run(stage) {
    await burstOverReplicas(stage);
    await rotateForwardedFor(stage);
    await rotateNetworks(stage);
    await guessOverReplicas(stage);
  },
};

async function burstOverReplicas({ system, people, check }: Stage): Promise<void> {
  const network = freshNetwork();
  const clients = system.piste.map(({ url }) => new Client(url, { network }));
  const answers = await Promise.all(
    Array.from({ length: BURST }, (_, index) =>
      (clients[index % 2] ?? people.visitor()).post('/user/signup', { email: people.address('burst') }),
    ),
  );
  const passed = answers.filter(({ status }) => status === 202).length;
  check(
    21,
    'one network has one budget across two replicas, also in a burst',
    passed === SIGN_UPS_PER_NETWORK,
    `${passed} of ${BURST} passed`,
  );
  checkRefusals({ check }, answers);
}

function checkRefusals({ check }: Pick<Stage, 'check'>, answers: readonly Answer[]): void {
  const refused = answers.filter(({ status }) => status !== 202);
  const waits = refused.map(({ headers }) => Number(headers['retry-after']));
  const isFine = refused.every(
    ({ status, headers, json }, index) =>
      status === 429 &&
      headers['content-type']?.startsWith('application/problem+json') === true &&
      json['code'] === 'too_many_requests' &&
      (waits[index] ?? 0) >= 1 &&
      (waits[index] ?? 0) <= 600,
  );
  check(
    22,
    'a refusal is 429 with Retry-After and a problem document',
    isFine && refused.length > 0,
    `${countStatuses(refused)}, at most ${Math.max(...waits)} s`,
  );
}

/** Through nginx, each client from one loopback address; what it says of itself changes with every request. */
async function rotateForwardedFor({ system, people, check }: Stage): Promise<void> {
  const edge = new Client(system.urls.edge, { localAddress: '127.0.77.1' });
  const forms = (index: number): Record<string, string> => ({
    'X-Forwarded-For': index % 2 === 0 ? freshNetwork() : `${freshNetwork()}, 127.0.0.1`,
    'X-Real-IP': freshNetwork(),
    Forwarded: `for=${freshNetwork()}`,
    'X-Client-IP': freshNetwork(),
    'True-Client-IP': freshNetwork(),
  });
  const answers: Answer[] = [];
  for (let index = 0; index < SIGN_UPS_PER_NETWORK + 20; index += 1)
    answers.push(
      await edge.post('/user/signup', { email: people.address('spoof') }, { headers: forms(index) }),
    );
  edge.close();
  const passed = answers.filter(({ status }) => status === 202).length;
  check(
    23,
    'rotating X-Forwarded-For before nginx does not change the budget',
    passed === SIGN_UPS_PER_NETWORK,
    `${passed} of ${answers.length} passed`,
  );
}

async function rotateNetworks({ people, check }: Stage): Promise<void> {
  const group = () => randomInt(0x1000, 0xffff).toString(16);
  const network = `2001:db8:${group()}:${group()}`;
  const site = `2001:db9:${group()}`;
  const from = async (addresses: readonly string[]) => {
    const client = people.visitor();
    const answers = await Promise.all(
      addresses.map((address) => client.from(address).post('/user/signup', { email: people.address('six') })),
    );
    client.close();
    const other = answers.find(({ status }) => status !== 202 && status !== 429);
    if (other) throw new Error(`Neither accepted nor over budget: ${other.status} ${other.text}`);
    return answers.filter(({ status }) => status === 202).length;
  };
  const hosts = Array.from({ length: 60 }, (_, index) => `${network}::${(index + 1).toString(16)}`);
  const inNetwork = await from(hosts);
  check(
    21,
    'the addresses of one IPv6 /64 share a budget',
    inNetwork === SIGN_UPS_PER_NETWORK,
    `${inNetwork} of 60 passed`,
  );
  const networks = Array.from({ length: 400 }, (_, index) => `${site}:${(index + 1).toString(16)}::1`);
  const inSite = await from(networks);
  check(
    21,
    'the networks of one IPv6 /48 share a budget for sign-ups',
    inSite >= SIGN_UPS_PER_NETWORK && inSite < 400,
    `${inSite} of 400 passed`,
  );
}

/** Guesses at one account, each from another network: the account's own throttle stands. */
async function guessOverReplicas({ people, check }: Stage): Promise<void> {
  const { email } = await people.one();
  const spelt = (index: number) => (index % 3 === 0 ? email.toUpperCase() : email);
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, index) =>
      people
        .visitor(index % 2 === 0 ? 0 : 1)
        .post('/user/login', { email: spelt(index), password: `guess-${index}` }, { timeoutMs: 60_000 }),
    ),
  );
  const tried = answers.filter(({ status }) => status === 401).length;
  check(
    21,
    'a burst of 60 guesses at one account over two replicas and 60 networks gets few',
    tried >= 1 && tried <= 8 && answers.every(({ status }) => status === 401 || status === 429),
    countStatuses(answers),
  );
  const waits = answers
    .filter(({ status }) => status === 429)
    .map(({ headers }) => Number(headers['retry-after']));
  const longest = Math.max(...waits);
  check(21, 'no wait is above 900 s', longest >= 1 && longest <= 900, `${longest} s`);
}
