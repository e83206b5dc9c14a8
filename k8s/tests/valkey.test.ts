import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { debianProgram } from '@gnar/lodge/debian';
import { workloadsOf } from '../checks/pods.ts';
import { overlayNames, renderedObjects } from '../rendering/overlays.ts';

const server = await debianProgram('redis-server');
const where = 'missing' in server ? describe.skip : describe;
const why = 'missing' in server ? ` (skipped: ${server.missing})` : '';
const password = '100%s-of-it_stays';
const START_LIMIT_MS = 20_000;

where(`the command of the in-cluster Valkey, with a real server behind it${why}`, () => {
  let folder: string;
  let port: number;
  let child: ChildProcess;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'valkey-'));
    port = await freePort();
    const path = 'path' in server ? server.path : '';
    // The server that is here under the name of the one in the image; what it is told by the manifest stays as it is.
    const script = `#!/bin/sh\nexec '${path}' "$@" --port ${port} --bind 127.0.0.1 --dir '${folder}'\n`;
    await writeFile(join(folder, 'valkey-server'), script);
    await chmod(join(folder, 'valkey-server'), 0o755);
    const valkey = workloadsOf(renderedObjects('staging')).find(({ name }) => name === 'valkey');
    const [program = '', ...args] = valkey?.containers[0]?.command ?? [];
    child = spawn(program, args, {
      env: {
        ...('env' in server ? server.env : {}),
        PATH: `${folder}:${process.env['PATH']}`,
        REDISCLI_AUTH: password,
      },
      stdio: 'ignore',
    });
    while (!(await say(port, 'PING')).startsWith('-NOAUTH'))
      await new Promise((resolve) => setTimeout(resolve, 50));
  }, START_LIMIT_MS);

  afterAll(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    await rm(folder, { recursive: true });
  });

  it('serves only clients that have the password', async () => {
    expect(await say(port, 'GET x')).toMatch(/^-NOAUTH/);
    expect(await say(port, 'AUTH wrong')).toMatch(/^-WRONGPASS/);
    expect(await say(port, `AUTH ${password}`, 'SET x 1', 'GET x')).toBe('+OK\r\n+OK\r\n$1\r\n1\r\n');
  });

  it('keeps to its memory and writes nothing to disk', async () => {
    const told = await say(
      port,
      `AUTH ${password}`,
      'CONFIG GET maxmemory',
      'CONFIG GET save',
      'CONFIG GET appendonly',
    );
    expect(told).toMatch(
      /maxmemory\r\n\$8\r\n67108864\r\n[^]*save\r\n\$0\r\n\r\n[^]*appendonly\r\n\$2\r\nno\r\n/,
    );
  });

  it('when its memory is full, drops copies of sessions and not the marks that end sessions', async () => {
    const marks = 500;
    // In the seconds that gear gives them; the marks are the oldest, and never read.
    const mark = `EVAL "for i = 1, ${marks} do redis.call('set', 'mark:' .. i, 'ask', 'ex', 1020) end" 0`;
    const fill = Array.from(
      { length: 1000 },
      (_, round) =>
        `EVAL "for i = 1, 100 do redis.call('set', 'copy:${round}:' .. i, string.rep('x', 1000), 'ex', 60) end" 0`,
    );
    const count = `EVAL "local n = 0 for i = 1, ${marks} do n = n + redis.call('exists', 'mark:' .. i) end return n" 0`;
    const told = await say(port, `AUTH ${password}`, mark, ...fill, 'INFO stats', count);
    expect(Number(/evicted_keys:(\d+)/.exec(told)?.[1])).toBeGreaterThan(10_000);
    expect(told).toMatch(new RegExp(`:${marks}\r\n$`));
    expect(told).not.toContain('OOM');
  });

  it('does not show its password in the list of processes', async () => {
    const { stdout } = await promisify(execFile)('ps', ['-p', String(child.pid), '-o', 'args=']);
    expect(stdout).toContain('redis-server');
    expect(stdout).not.toContain(password);
  });

  it('ends when it is asked to: signals reach the server, no shell is before it', async () => {
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
  });
});

describe('the memory of the in-cluster Valkey', () => {
  const commands = overlayNames().flatMap((overlay) =>
    workloadsOf(renderedObjects(overlay))
      .filter(({ name }) => name === 'valkey')
      .map(({ containers: [valkey] }) => [overlay, valkey?.command?.join(' ')] as const),
  );

  it('is there in the overlays that have no cache of AWS', () => {
    expect(commands.map(([overlay]) => overlay)).toEqual(['local', 'preview', 'staging']);
  });

  it.each(commands)('is bounded, and what would expire next goes first (%s)', (_overlay, command) => {
    expect(command).toMatch(/^maxmemory 64mb$/m);
    expect(command).toMatch(/^maxmemory-policy volatile-ttl$/m);
  });
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Sends lines to the server and gives what it answers until it is quiet; nothing while no server listens. */
function say(port: number, ...lines: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write([...lines, 'QUIT', ''].join('\r\n')));
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('error', () => resolve(''));
    socket.on('close', () => resolve(answer.replace(/\+OK\r\n$/, '')));
  });
}
