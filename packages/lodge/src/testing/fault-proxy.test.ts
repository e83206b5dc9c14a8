import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FaultProxy } from './fault-proxy.ts';
import { until } from './until.fixture.ts';

let received: string;
let proxy: FaultProxy;
const open: Socket[] = [];
// Emits what it received, and answers each chunk.
const server = createServer((socket) => {
  open.push(socket);
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    received += chunk.toString();
    socket.write(`seen ${chunk.toString()};`);
  });
});

beforeEach(async () => {
  received = '';
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  proxy = await FaultProxy.start(`127.0.0.1:${port}`);
});

afterEach(async () => {
  await proxy.stop();
  for (const socket of open.splice(0)) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

async function joined(): Promise<{ socket: Socket; answers: () => string }> {
  let answers = '';
  const socket = connect(Number(proxy.endpoint.split(':')[1]), '127.0.0.1');
  open.push(socket);
  socket.on('data', (chunk) => (answers += chunk.toString())).on('error', () => undefined);
  await once(socket, 'connect');
  return { socket, answers: () => answers };
}

describe('the fault proxy', () => {
  it('forwards both directions while there is no fault', async () => {
    const { socket, answers } = await joined();
    socket.write('a');
    await until(() => answers() === 'seen a;');
    expect(received).toBe('a');
  });

  it('resets open connections and refuses new ones until it is healed, on the same port', async () => {
    const { socket } = await joined();
    // once() would take the reset for its own failure.
    const closed = new Promise((resolve) => socket.on('close', resolve));
    await proxy.break({ kind: 'refuse' });
    await closed;
    await expect(joined()).rejects.toThrow('ECONNREFUSED');
    await proxy.heal();
    const again = await joined();
    again.socket.write('b');
    await until(() => again.answers() === 'seen b;');
  });

  it('holds what a client sends while stalled, and delivers it in order when healed', async () => {
    const { socket, answers } = await joined();
    await proxy.break({ kind: 'stall' });
    socket.write('1');
    await delay(30);
    socket.write('2');
    await delay(50);
    expect(received).toBe('');
    await proxy.heal();
    await until(() => received === '12');
    await until(() => answers().length > 0);
  });

  it('delivers what a client sent before it disconnected', async () => {
    const { socket } = await joined();
    await proxy.break({ kind: 'stall' });
    socket.write('late');
    await delay(30);
    socket.destroy();
    await delay(30);
    await proxy.heal();
    await until(() => received === 'late');
    expect(received).toBe('late');
  });

  it('can stall one direction only', async () => {
    const { socket, answers } = await joined();
    await proxy.break({ kind: 'stall', direction: 'to-client' });
    socket.write('x');
    await until(() => received === 'x');
    await delay(50);
    expect(answers()).toBe('');
  });

  it('delays each byte by the given time', async () => {
    const { socket, answers } = await joined();
    await proxy.break({ kind: 'delay', ms: 120 });
    const began = performance.now();
    socket.write('y');
    await until(() => answers() === 'seen y;');
    // Once to the server and once back; timers may fire a millisecond early.
    expect(performance.now() - began).toBeGreaterThan(230);
  });

  it('lets its process exit when connections are reset at the moment that one side has ended', async () => {
    const program = fork(fileURLToPath(new URL('./reset-after-end.fixture.ts', import.meta.url)), {
      execArgv: ['--conditions=source'],
    });
    const ended = once(program, 'exit').then(([code]: (number | null)[]) => `ended with ${code}`);
    const outcome = await Promise.race([ended, delay(20_000, 'still there', { ref: false })]);
    program.kill('SIGKILL');
    expect(outcome).toBe('ended with 0');
  }, 30_000);
});
