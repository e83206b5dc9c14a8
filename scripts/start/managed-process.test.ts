import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { freePorts } from '@gnar/lodge/ports';
import { ManagedProcess } from './managed-process.ts';

const server = (port: number) => `
  import { createServer } from 'node:http';
  createServer((request, response) => response.end(String(process.pid))).listen(${port}, '127.0.0.1');
  process.on('SIGTERM', () => process.exit(0));
  console.log('{"level":30,"msg":"listening"}');
  console.log('{"level":40,"msg":"the snow is thin"}');
`;

const started: ManagedProcess[] = [];
const folders: string[] = [];

async function managed(source?: string) {
  const folder = mkdtempSync(join(tmpdir(), 'gnar-managed-'));
  folders.push(folder);
  const [port = 0] = await freePorts(1);
  const program = join(folder, 'program.mjs');
  writeFileSync(program, source ?? server(port));
  const url = `http://127.0.0.1:${port}/`;
  const seen: string[] = [];
  const process = new ManagedProcess(
    { name: 'program', args: [program], env: globalThis.process.env, readyUrl: url, logDirectory: folder },
    {
      onReady: (_, again) => seen.push(again ? 'back' : 'ready'),
      onDeath: (_, how) => seen.push(how),
      onBroken: (_, output) => seen.push(`broken: ${output}`),
      onLine: (_, line) => seen.push(line),
    },
  );
  started.push(process);
  const has = async (text: string) => {
    for (let tries = 0; tries < 100 && !seen.some((line) => line.includes(text)); tries++) await sleep(50);
    return seen.some((line) => line.includes(text));
  };
  return {
    process,
    url,
    seen,
    has,
    log: () => readFileSync(join(folder, 'program.log'), 'utf8'),
    program,
    port,
  };
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((process) => process.stop()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe('a managed process', () => {
  it('restarts when it is killed', async () => {
    const { process, url, has } = await managed();
    await process.start();
    const first = process.pid;
    globalThis.process.kill(first!, 'SIGKILL');
    expect(await has('killed by SIGKILL')).toBe(true);
    expect(await has('back')).toBe(true);
    expect(await (await fetch(url)).text()).not.toBe(String(first));
  });

  it('reports its output when it does not start', async () => {
    const { process, has } = await managed('throw new Error("no snow")');
    await expect(process.start()).rejects.toThrow('stopped before it was ready');
    expect(await has('broken: ')).toBe(true);
    expect(await has('no snow')).toBe(true);
  });

  it('starts again with the new source, and survives one that is broken', async () => {
    const { process, program, has, url, port } = await managed();
    await process.start();
    writeFileSync(program, 'this is not JavaScript');
    await process.restart();
    expect(await has('SyntaxError')).toBe(true);
    writeFileSync(program, server(port));
    await process.restart();
    expect((await fetch(url)).status).toBe(200);
  });

  it('shows warnings and keeps everything in its log', async () => {
    const { process, seen, has, log } = await managed();
    await process.start();
    expect(await has('the snow is thin')).toBe(true);
    expect(seen.some((line) => line.includes('listening'))).toBe(false);
    expect(log()).toContain('listening');
  });

  it('is killed when it ignores the signal to stop', async () => {
    const { process, program, url, port } = await managed();
    writeFileSync(program, server(port).replace('process.exit(0)', 'undefined'));
    await process.start();
    const pid = process.pid!;
    await process.stop();
    expect(() => globalThis.process.kill(pid, 0)).toThrow('ESRCH');
    await expect(fetch(url)).rejects.toThrow();
  });

  it('runs once when its source changes while it restarts', async () => {
    const { process, program } = await managed();
    const started = join(folders.at(-1)!, 'started');
    writeFileSync(
      program,
      `import { appendFileSync } from 'node:fs';\nappendFileSync(${JSON.stringify(started)}, process.pid + '\\n');\n${readFileSync(program, 'utf8')}`,
    );
    await process.start();
    globalThis.process.kill(process.pid!, 'SIGKILL');
    await sleep(20);
    await process.restart();
    await sleep(500);
    expect(readFileSync(started, 'utf8').trim().split('\n')).toHaveLength(2);
  });

  it('has exited after stop', async () => {
    const { process, url } = await managed();
    await process.start();
    await process.stop();
    await expect(fetch(url)).rejects.toThrow();
  });
});
