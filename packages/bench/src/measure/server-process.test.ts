import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { freePorts } from '@gnar/lodge/ports';
import { ServerProcess } from './server-process.ts';

const listening = (port: number) => `require('node:net').createServer().listen(${port}, '127.0.0.1')`;
const start = async (programOn: (port: number) => string) => {
  const [port = 0] = await freePorts(1);
  return ServerProcess.start({
    argv: [process.execPath, '-e', programOn(port)],
    environment: {},
    port,
  });
};
const accepts = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });

describe('a server of the benchmark', () => {
  it('no longer listens once it is stopped', async () => {
    const server = await start(listening);
    expect(await accepts(server.port)).toBe(true);
    await server.stop();
    expect(await accepts(server.port)).toBe(false);
  });

  it('can be stopped after something else killed it', async () => {
    const server = await start(
      (port) => `${listening(port)}; setTimeout(() => process.kill(process.pid, 'SIGKILL'), 200)`,
    );
    while (await accepts(server.port)) await sleep(20);
    await server.stop();
    expect(await accepts(server.port)).toBe(false);
  });

  it.each([
    ['ends by itself', 'process.exit(3)', 'it ended with 3'],
    ['is killed', `process.kill(process.pid, 'SIGKILL')`, 'it ended with SIGKILL'],
  ])('fails to start at once when it %s before it listens', async (_, program, message) => {
    await expect(start(() => program)).rejects.toThrow(message);
  });

  it('fails to start when there is no such program', async () => {
    const command = { argv: ['/no/such/program'], environment: {}, port: 1 };
    await expect(ServerProcess.start(command)).rejects.toThrow('ENOENT');
  });

  it('ends with the benchmark, however that ended', async () => {
    const [port = 0] = await freePorts(1);
    const fixture = fileURLToPath(new URL('./server-process.fixture.ts', import.meta.url));
    const flags = ['--conditions=source', '--disable-warning=ExperimentalWarning'];
    const bench = spawn(process.execPath, [...flags, fixture, String(port), listening(port)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(bench.stdout, 'data');
    expect(await accepts(port)).toBe(true);
    bench.kill('SIGKILL');
    for (let turn = 0; turn < 500 && (await accepts(port)); turn += 1) await sleep(20);
    expect(await accepts(port)).toBe(false);
  });
});
