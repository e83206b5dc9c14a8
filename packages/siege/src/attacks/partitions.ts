import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from '@gnar/lodge/testing';
import type { Attack, Stage } from '../attack/attack.ts';
import type { Answer, Client } from '../attack/client.ts';
import { claimsOf, strongPassword, type Member } from '../attack/people.ts';
import { optionalPaths } from '../attack/starter-paths.ts';
import { believers, countTakers, READINGS, warm } from './sessions.ts';

/** Longer than any request may take. */
const PATIENCE_MS = 30_000;

const faults: readonly (readonly [string, Fault])[] = [
  ['refuses', { kind: 'refuse' }],
  ['stalls', { kind: 'stall' }],
  ['hears but does not answer', { kind: 'stall', direction: 'to-client' }],
  ['answers after 3 s', { kind: 'delay', ms: 3000 }],
];

export const partitions: Attack = {
  name: 'partitions',
  does: 'Ends sessions at a replica whose way to Redis refuses, stalls or is slow while every other service holds warm copies; releases held writes later; takes both stores away.',
  promises: [12, 13, 15],
  limitMs: 300_000,
  async run(stage) {
    for (const [name, fault] of faults) {
      await endDuring(stage, name, fault, 'log-out');
      await endDuring(stage, name, fault, 'change of password');
    }
    await dieAfterwards(stage);
    await releaseHeldWrites(stage);
    await withoutStores(stage);
  },
};

const ends: Readonly<Record<string, (member: Member, client: Client) => Promise<Answer>>> = {
  'log-out': (member, client) =>
    client.post('/user/logout', undefined, { as: member.authorization, timeoutMs: PATIENCE_MS }),
  'change of password': (member, client) =>
    client.post(
      '/user/change-password',
      { currentPassword: member.password, password: strongPassword() },
      { as: member.authorization, timeoutMs: PATIENCE_MS },
    ),
};

/** An answer of 2xx is a promise; 503 is none, and nothing may have happened then. */
async function endDuring(stage: Stage, name: string, fault: Fault, event: string): Promise<void> {
  const { people, system, check } = stage;
  const [, cut] = system.piste;
  const owner = await people.member();
  const other = await people.signIn(owner);
  const victim = event === 'log-out' ? owner : other;
  await warm(stage, victim.authorization);
  const client = people.visitor(1);
  await cut.ways.redis.break(fault);
  let answer: Answer;
  let left: string[];
  try {
    answer = await (ends[event] ?? fail)(owner, client);
    left = await believers(stage, victim.authorization, [503]);
  } finally {
    await cut.ways.redis.heal();
    client.close();
  }
  const promise = event === 'log-out' ? 12 : 13;
  const said = answer.status === 204;
  check(
    promise,
    `${event} at a replica whose Redis ${name}: what was answered is true everywhere`,
    said ? left.length === 0 : answer.status === 503,
    `${answer.status}, still believed: ${left.join(', ') || 'nowhere'}`,
  );
  await delay(1500);
  if (said) return;
  const takers = await countTakers(stage, owner.authorization);
  check(
    promise,
    `${event} refused while Redis ${name}: the session stays valid everywhere, or nowhere`,
    takers === READINGS || takers === 0,
    `${takers} of ${READINGS} readers`,
  );
}

const fail = () => Promise.reject(new Error('No such event'));

/** The replica that ended the session dies before Redis comes back to it. */
async function dieAfterwards(stage: Stage): Promise<void> {
  const { people, system, check } = stage;
  const member = await people.member();
  await warm(stage, member.authorization);
  await system.piste[1].ways.redis.break({ kind: 'refuse' });
  const { status } = await people
    .visitor(1)
    .post('/user/logout', undefined, { as: member.authorization, timeoutMs: PATIENCE_MS });
  await system.kill('piste-2');
  await system.piste[1].ways.redis.heal();
  const client = people.visitor();
  const read = [
    await client.get('/user/sessions', { as: member.authorization }),
    await client.get(optionalPaths[0] ?? '/user/export', { as: member.authorization }),
  ];
  await system.restart('piste-2');
  const believed = read.filter((answer) => answer.status === 200).length;
  check(
    12,
    'the replica that answered the log-out dies before its Redis is back: the answer holds',
    status === 204 ? believed === 0 : status === 503,
    `${status}, believed by ${believed} of 2 readers`,
  );
}

/** A replica reads the row just before the log-out; what it then writes to Redis is delayed until the marks have expired. */
async function releaseHeldWrites(stage: Stage): Promise<void> {
  const { people, system, check } = stage;
  const { ways } = system.piste[1];
  const member = await people.member();
  for (const key of await system.redis.keys('*session*')) await system.redis.del(key);
  await ways.postgres.break({ kind: 'delay', ms: 250 });
  const reading = people
    .visitor(1)
    .get('/user/sessions', { as: member.authorization, timeoutMs: PATIENCE_MS });
  await delay(250);
  await ways.redis.break({ kind: 'stall', direction: 'to-server' });
  const read = await reading;
  const { status } = await people.visitor().post('/user/logout', undefined, { as: member.authorization });
  await passUntilTokenEnds(stage, member.authorization);
  await ways.postgres.heal();
  await ways.redis.heal();
  await delay(2000);
  const left = await believers(stage, member.authorization);
  const claim = 'a write that is delayed beyond the marks does not revive the session';
  check(
    12,
    claim,
    read.status === 200 && status === 204 && left.length === 0,
    `read ${read.status}, ${status}, still believed: ${left.join(', ') || 'nowhere'}`,
  );
}

/** What Redis would forget while the token is still good is forgotten now. */
async function passUntilTokenEnds({ system }: Stage, authorization: string): Promise<void> {
  const leftMs = Number(claimsOf(authorization)['exp']) * 1000 - Date.now();
  for (const key of await system.redis.keys('*session*')) {
    const livesMs = await system.redis.pttl(key);
    if (livesMs >= 0 && livesMs < leftMs) await system.redis.del(key);
  }
}

/** Without both stores no protected route may succeed. */
async function withoutStores(stage: Stage): Promise<void> {
  const { people, system, check } = stage;
  const member = await people.member();
  const client = people.visitor();
  const { ways } = system.piste[0];
  await ways.redis.break({ kind: 'refuse' });
  const fromRow = await client.post('/user/get', undefined, {
    as: member.authorization,
    timeoutMs: PATIENCE_MS,
  });
  check(
    15,
    'without Redis the row decides',
    fromRow.status === 200 || fromRow.status === 503,
    fromRow.status,
  );
  const forged = await client.get('/user/sessions', { as: `${member.authorization.slice(0, -3)}abc` });
  check(15, 'without Redis a bad token is refused', forged.status === 401, forged.status);
  await ways.postgres.break({ kind: 'refuse' });
  const statuses = [];
  for (const path of ['/user/sessions', '/user/export'])
    statuses.push((await client.get(path, { as: member.authorization, timeoutMs: PATIENCE_MS })).status);
  statuses.push(
    (await client.post('/user/get', undefined, { as: member.authorization, timeoutMs: PATIENCE_MS })).status,
  );
  await ways.redis.heal();
  await ways.postgres.heal();
  check(
    15,
    'without Redis and Postgres every protected route answers 503',
    statuses.every((status) => status === 503),
    statuses.join(', '),
  );
  let recovered = 0;
  for (let turn = 0; turn < 40 && recovered !== 200; turn += 1) {
    await delay(250);
    recovered = (await client.get('/user/sessions', { as: member.authorization })).status;
  }
  check(15, 'it recovers by itself', recovered === 200, recovered);
}
