import { setTimeout as delay } from 'node:timers/promises';
import type { Attack, Stage } from '../attack/attack.ts';
import type { Client } from '../attack/client.ts';
import { optionalPaths } from '../attack/starter-paths.ts';
import { authorizationOf, claimsOf, strongPassword, type Member } from '../attack/people.ts';

const LOG_OUTS = 40;
const READERS = 6;

/** Where a session is believed, by each of the ways: piste's cache, piste's database, a peer behind piste. */
const readRoutes: readonly { name: string; read: (client: Client, as: string) => Promise<number> }[] = [
  {
    name: 'GET /user/sessions',
    read: async (client, as) => (await client.get('/user/sessions', { as })).status,
  },
  {
    name: 'POST /user/get',
    read: async (client, as) => (await client.post('/user/get', undefined, { as })).status,
  },
  ...optionalPaths.map((path) => ({
    name: `GET ${path}`,
    read: async (client: Client, as: string) => (await client.get(path, { as })).status,
  })),
];

/** Over both replicas. */
export const READINGS = 2 * readRoutes.length;

export const sessions: Attack = {
  name: 'sessions',
  does: `Ends sessions by every event while both replicas hold warm copies, and races ${LOG_OUTS} log-outs against ${READERS} readers and a Redis that forgets everything.`,
  promises: [12, 13],
  async run(stage) {
    await endByEveryEvent(stage);
    await changePassword(stage);
    await raceLogOuts(stage);
    await forgetEverything(stage);
  },
};

interface Reading {
  /** Route and replica. */
  readonly reader: string;
  readonly status: number;
}

/** What every reader answers to a token, over both replicas. */
async function readEverywhere({ people }: Pick<Stage, 'people'>, authorization: string): Promise<Reading[]> {
  const asked = ([0, 1] as const).flatMap((replica) =>
    readRoutes.map(async ({ name, read }) => {
      const client = people.visitor(replica);
      const status = await read(client, authorization);
      client.close();
      return { reader: `${name} at replica ${replica + 1}`, status };
    }),
  );
  return Promise.all(asked);
}

/** @returns the readers that do not refuse a token, with what they say; those of `but` (503 beside a fault) left out */
export async function believers(
  stage: Pick<Stage, 'people'>,
  authorization: string,
  but: readonly number[] = [],
): Promise<string[]> {
  const readings = await readEverywhere(stage, authorization);
  return readings
    .filter(({ status }) => ![401, ...but].includes(status))
    .map(({ reader, status }) => `${reader}: ${status}`);
}

/** Uses a token at every reader, so that each caches its session. @throws when one refuses it */
export async function warm(stage: Pick<Stage, 'people'>, authorization: string): Promise<void> {
  const cold = (await readEverywhere(stage, authorization)).filter(({ status }) => status !== 200);
  const refused = cold.map(({ reader, status }) => `${reader}: ${status}`).join(', ');
  if (cold.length > 0) throw new Error(`A fresh token was refused: ${refused}`);
}

/** How many of the READINGS take a token. */
export async function countTakers(stage: Pick<Stage, 'people'>, authorization: string): Promise<number> {
  return (await readEverywhere(stage, authorization)).filter(({ status }) => status === 200).length;
}

async function endByEveryEvent(stage: Stage): Promise<void> {
  const { people, check } = stage;
  const events: Readonly<Record<string, (owner: Member, other: Member) => Promise<number>>> = {
    'log-out': async (_, other) =>
      (await people.visitor(1).post('/user/logout', undefined, { as: other.authorization })).status,
    'ending it in the list': async (owner, other) => {
      const sid = String(claimsOf(other.authorization)['sid']);
      return (await people.visitor(1).delete(`/user/sessions/${sid}`, undefined, { as: owner.authorization }))
        .status;
    },
    'a change of password': async (owner) => {
      const body = { currentPassword: owner.password, password: strongPassword() };
      return (await people.visitor(1).post('/user/change-password', body, { as: owner.authorization }))
        .status;
    },
    'a reset': async (owner) => {
      const token = await people.resetToken(owner.email);
      return (await people.visitor(1).post('/user/reset-password', { token, password: strongPassword() }))
        .status;
    },
    'the deletion': async (owner) =>
      (
        await people
          .visitor(1)
          .delete(`/user/${owner.id}`, { password: owner.password }, { as: owner.authorization })
      ).status,
  };
  for (const [event, act] of Object.entries(events)) {
    const owner = await people.member();
    const other = await people.signIn(owner, people.visitor(1));
    await warm(stage, other.authorization);
    const status = await act(owner, other);
    const left = await believers(stage, other.authorization);
    check(
      13,
      `${event} ends the session everywhere, warm copies too`,
      status === 204 && left.length === 0,
      `${status}, still believed: ${left.join(', ') || 'nowhere'}`,
    );
  }
}

async function changePassword(stage: Stage): Promise<void> {
  const { people, check } = stage;
  const owner = await people.member();
  const body = { currentPassword: owner.password, password: strongPassword() };
  const answer = await people.visitor().post('/user/change-password', body, { as: owner.authorization });
  const fresh = authorizationOf(answer);
  people.canaries.add(fresh.slice('Bearer '.length));
  const isNew = claimsOf(fresh)['sid'] !== claimsOf(owner.authorization)['sid'];
  check(
    13,
    'a change of password gives the caller a new session id',
    isNew,
    isNew ? 'new sid' : 'the same sid',
  );
  const left = await believers(stage, owner.authorization);
  check(
    13,
    'the token that was copied before a change of password is dead',
    left.length === 0,
    left.join(', ') || 'dead everywhere',
  );
  const takers = await countTakers(stage, fresh);
  check(
    13,
    'the caller’s new token works everywhere',
    takers === READINGS,
    `${takers} of ${READINGS} readers`,
  );
}

/** A reader that asks after the answer of the log-out must be refused; one that was under way need not. */
async function raceLogOuts({ people, system, check }: Stage): Promise<void> {
  const owner = await people.one();
  const clients = ([0, 1] as const).map((replica) => people.visitor(replica));
  const survivors: string[] = [];
  let taken = 0;
  for (let round = 0; round < LOG_OUTS; round += 1) {
    const member = await people.signIn(owner, people.visitor());
    let ended = false;
    const readers = Array.from({ length: READERS }, async (_, index) => {
      const client = clients[index % 2];
      const route = readRoutes[index % readRoutes.length];
      if (client === undefined || route === undefined) return;
      for (let last = false; !last;) {
        last = ended;
        const status = await route.read(client.from(), member.authorization);
        if (status === 200) taken += 1;
        if (last && status !== 401) survivors.push(`${route.name} ${status}`);
      }
    });
    await delay(10);
    if (round % 2 === 1) await system.redis.flushall();
    const { status } = await people
      .visitor(round % 2 === 0 ? 0 : 1)
      .post('/user/logout', undefined, { as: member.authorization });
    if (status !== 204) survivors.push(`log-out ${status}`);
    ended = true;
    if (round % 3 === 0) await system.redis.flushall();
    await Promise.all(readers);
  }
  check(
    12,
    `${LOG_OUTS} log-outs under ${READERS} readers: none is believed afterwards`,
    taken > 0 && survivors.length === 0,
    survivors.join(', ') || `0 survivors, ${taken} reads before`,
  );
}

async function forgetEverything(stage: Stage): Promise<void> {
  const { people, system, check } = stage;
  const member = await people.member();
  await warm(stage, member.authorization);
  const { status } = await people.visitor(1).post('/user/logout', undefined, { as: member.authorization });
  await system.redis.flushall();
  const left = await believers(stage, member.authorization);
  check(
    12,
    'a log-out holds when Redis forgets everything',
    status === 204 && left.length === 0,
    `${status}, ${left.join(', ') || 'dead everywhere'}`,
  );
}
