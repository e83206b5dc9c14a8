import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Attack, Stage } from '../attack/attack.ts';
import { expectStatus } from '../attack/people.ts';
import { percentile } from '../attack/statistics.ts';

const CLIENTS = 300;
const PROBES = 200;
const BACK_WITHIN_MS = 60_000;
const SLACK = 20;
const RESOLUTION_MS = 25;

/** What a slow client sends first, and what it sends every second after that. */
const kinds: readonly (readonly [string, string])[] = [
  ['GET /user/sessions HTTP/1.1\r\nHost: 127.0.0.1\r\n', 'X-A: b\r\n'],
  [
    'POST /user/login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n{',
    ' ',
  ],
  ['', ''],
];

export const slowClients: Attack = {
  name: 'slow-clients',
  does: `Opens ${CLIENTS} connections that send a byte now and then and never close, and counts the descriptors of the replica and the times of others.`,
  promises: [28],
  async run(stage) {
    const { system, people, check } = stage;
    const pid = system.pid('piste-1') ?? 0;
    const member = await people.member();
    const idle = await probe(stage, member.authorization);
    const before = await descriptors(pid);
    const crowd = new SlowCrowd();
    let under: number[];
    try {
      await crowd.gather(system.piste[0].port);
      const held = await descriptors(pid);
      under = await probe(stage, member.authorization);
      const { after, seconds } = await untilBack(pid, before + SLACK);
      check(
        28,
        `the descriptors of ${CLIENTS} slow clients are back within a minute`,
        held >= before + CLIENTS / 2 && after <= before + SLACK,
        `${before} → ${held} → ${after} after ${seconds} s`,
      );
    } finally {
      crowd.leave();
    }
    const limit = Math.max(2 * percentile(idle, 0.95), RESOLUTION_MS);
    const measured = percentile(under, 0.95);
    check(
      28,
      `a healthy client's p95 is at most twice that of idle (or ${RESOLUTION_MS} ms)`,
      measured <= limit,
      `${percentile(idle, 0.95).toFixed(1)} → ${measured.toFixed(1)} ms`,
    );
    await refuseLargeBodies(stage);
  },
};

class SlowCrowd {
  #sockets: readonly Socket[] = [];
  #drip: NodeJS.Timeout | undefined;

  async gather(port: number): Promise<void> {
    const began = Date.now();
    this.#sockets = await Promise.all(Array.from({ length: CLIENTS }, (_, index) => open(port, index)));
    this.#drip = setInterval(() => {
      // Silent after 20 s: a client that stops sending must be disconnected as well.
      if (Date.now() - began > 20_000) clearInterval(this.#drip);
      for (const [index, socket] of this.#sockets.entries())
        if (socket.writable) socket.write(kinds[index % kinds.length]?.[1] ?? '');
    }, 1000);
  }

  leave(): void {
    clearInterval(this.#drip);
    for (const socket of this.#sockets) socket.destroy();
  }
}

/** Waits until a process has no more descriptors than that, a minute at most. */
async function untilBack(pid: number, most: number): Promise<{ after: number; seconds: number }> {
  const began = Date.now();
  let after = await descriptors(pid);
  while (Date.now() - began < BACK_WITHIN_MS && after > most) {
    await delay(1000);
    after = await descriptors(pid);
  }
  return { after, seconds: Math.round((Date.now() - began) / 1000) };
}

async function open(port: number, index: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => undefined);
  // Keeps reading and ignores the end of the connection.
  socket.on('data', () => undefined);
  await once(socket, 'connect');
  socket.write(kinds[index % kinds.length]?.[0] ?? '');
  return socket;
}

const descriptors = async (pid: number) => (await readdir(`/proc/${pid}/fd`)).length;

async function probe({ people }: Stage, authorization: string): Promise<number[]> {
  const client = people.visitor();
  const times: number[] = [];
  for (let turn = 0; turn < PROBES; turn += 1) {
    // A refusal is quick: it says nothing about a healthy client's time.
    const answer = await expectStatus(200, client.get('/user/sessions', { as: authorization }));
    times.push(answer.ms);
    await delay(10);
  }
  client.close();
  return times;
}

async function refuseLargeBodies({ people, check }: Stage): Promise<void> {
  const client = people.visitor();
  const body = (size: number) => ({ rawBody: JSON.stringify({ email: `${'a'.repeat(size)}@example.com` }) });
  const large = await client.call('POST', '/user/signup', body(16_384));
  const small = await client.call('POST', '/user/signup', body(16_000));
  client.close();
  check(
    28,
    'a body of more than 16 KiB is refused as such, one of less by its content',
    large.status === 413 && small.status === 422,
    `${large.status}, ${small.status}`,
  );
}
