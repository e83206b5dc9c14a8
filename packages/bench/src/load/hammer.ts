/** `node hammer.ts`, with an order on standard input: loads a server on this machine and prints the report. */
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection, type Answer } from './connection.ts';
import type { Order, Report, Request } from './load.types.ts';

process.stdout.write(JSON.stringify(await run((await json(process.stdin)) as Order)));

async function run(order: Order): Promise<Report> {
  const buffers = order.requests.map((request) => bufferOf(request));
  const connections = Array.from({ length: order.connections }, () => new Connection(order.port));
  const statuses: Record<string, number> = {};
  const times: number[] = [];
  let turn = 0;
  const startedAt = performance.now();
  const endsAt = startedAt + order.seconds * 1000;
  const givenUpAt = endsAt + (order.patienceSeconds ?? 10) * 1000;

  const note = (answer: Answer | Error) => {
    const status = answer instanceof Error ? 0 : answer.status;
    statuses[status] = (statuses[status] ?? 0) + 1;
    if (!(answer instanceof Error) && status >= 200 && status < 300) times.push(answer.ms);
  };
  const next = () => buffers[turn++ % buffers.length] ?? Buffer.alloc(0);
  const askAgain = (connection: Connection) => {
    const now = performance.now();
    if (now >= endsAt) return;
    connection.send(next(), now, (answer) => {
      note(answer);
      askAgain(connection);
    });
  };

  if (order.rate === undefined) for (const connection of connections) askAgain(connection);
  else await askEvenly(connections, { rate: order.rate, startedAt, endsAt, givenUpAt, next, note });
  await sleep(Math.max(0, endsAt - performance.now()));
  // Answers that are under way have their time; those that do not come are noted as such.
  while (performance.now() < givenUpAt && connections.some(({ isFree }) => !isFree)) await sleep(20);
  for (const connection of connections) connection.close();
  times.sort((one, other) => one - other);
  const within = (share: number) =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? NaN;
  return {
    seconds: order.seconds,
    statuses,
    succeededPerSecond: times.length / order.seconds,
    p50: within(0.5),
    p99: within(0.99),
  };
}

interface Evenly {
  readonly rate: number;
  readonly startedAt: number;
  readonly endsAt: number;
  readonly givenUpAt: number;
  readonly next: () => Buffer;
  readonly note: (answer: Answer | Error) => void;
}

/** A request that finds every connection busy waits, and its wait counts: slow answers do not hide behind each other. */
async function askEvenly(
  connections: readonly Connection[],
  { rate, startedAt, endsAt, givenUpAt, next, note }: Evenly,
) {
  const gap = 1000 / rate;
  let due = startedAt;
  while (due < endsAt && performance.now() < givenUpAt) {
    for (const connection of connections) {
      if (due > performance.now() || due >= endsAt) break;
      if (!connection.isFree) continue;
      connection.send(next(), due, note);
      due += gap;
    }
    await sleep(1);
  }
}

function bufferOf({ method, path, headers, body = '' }: Request): Buffer {
  const all = {
    Host: '127.0.0.1',
    ...headers,
    ...(method === 'POST' ? { 'Content-Length': String(Buffer.byteLength(body)) } : {}),
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from([`${method} ${path} HTTP/1.1`, ...lines, '', body].join('\r\n'));
}
