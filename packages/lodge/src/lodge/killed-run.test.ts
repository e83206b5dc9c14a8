import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { startLodge } from '../index.ts';
import { isAlive, query } from '../testing/clients.fixture.ts';
import { until } from '../testing/until.fixture.ts';
import { lodgeServiceNames } from './lodge.types.ts';
import type { RunReport } from './run-until-killed.fixture.ts';

jest.setTimeout(60_000);

describe('a lodge run that is killed', () => {
  let dataDir: string;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'lodge-test-'));
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  it('leaves no process, because the keepers notice and stop their servers', async () => {
    const { run, report } = await startRun(dataDir);
    const pids = [...report.servers, ...keepers(dataDir)];

    run.kill('SIGKILL');
    await until(async () => !(await Promise.all(pids.map(isAlive))).includes(true));

    expect(pids.length).toBe(10);
    expect(await readFile(join(dataDir, 'postgres', 'service.log'), 'utf8')).toContain(
      'database system is shut down',
    );
  });

  it('does not prevent the next run from starting at once on the same ports and data', async () => {
    const { run, report } = await startRun(dataDir);
    await query(report.postgres, 'owner', "create table note (text text); insert into note values ('kept')");

    run.kill('SIGKILL');
    const next = await startLodge({ dataDir, ports: { postgres: report.postgres.port } });

    expect(await query(next.postgres, 'service', 'select text from note')).toEqual([{ text: 'kept' }]);
    await next.stop();
  });

  it('does not prevent the next run when its keepers were killed too and Postgres still runs', async () => {
    const { run, report } = await startRun(dataDir);
    run.kill('SIGSTOP');
    for (const pid of keepers(dataDir)) process.kill(pid, 'SIGKILL');
    run.kill('SIGKILL');
    await once(run, 'exit');
    expect(await isAlive(report.servers[0])).toBe(true);

    const next = await startLodge({
      dataDir,
      services: ['postgres'],
      ports: { postgres: report.postgres.port },
    });

    expect(await isAlive(report.servers[0])).toBe(false);
    expect(await query(next.postgres, 'service', 'select 1 as one')).toEqual([{ one: 1 }]);
    await next.stop();
  });

  it('does not prevent the next run when its postmaster.pid names another process by now', async () => {
    await (await startLodge({ dataDir, services: ['postgres'] })).stop();
    await writeFile(join(dataDir, 'postgres', 'cluster', 'postmaster.pid'), `${process.pid}\n`);

    const next = await startLodge({ dataDir, services: ['postgres'] });

    expect(await query(next.postgres, 'service', 'select 1 as one')).toEqual([{ one: 1 }]);
    await next.stop();
  });

  it('does not prevent the next run when it was killed while it created the database', async () => {
    const run = forkRun(dataDir);
    await until(async () =>
      (await namesIn(join(dataDir, 'postgres'))).some((name) => name.startsWith('unfinished')),
    );
    for (const pid of keepers(dataDir)) process.kill(pid, 'SIGKILL');
    run.kill('SIGKILL');

    const next = await startLodge({ dataDir, services: ['postgres'] });

    expect(await query(next.postgres, 'service', 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(
      (await namesIn(join(dataDir, 'postgres'))).filter((name) => name.startsWith('unfinished')),
    ).toEqual([]);
    await next.stop();
  });

  it('leaves no redis-server that was still starting', async () => {
    const programs = join(dataDir, 'programs');
    const pidFile = join(programs, 'pid');
    await mkdir(programs);
    const silent = `#!/bin/sh\necho $$ > ${pidFile}\nexec sleep 60\n`;
    await writeFile(join(programs, 'redis-server'), silent, { mode: 0o755 });
    const run = forkRun(dataDir, { PATH: `${programs}:${process.env['PATH'] ?? ''}` });
    const readPid = async () => Number(await readFile(pidFile, 'utf8').catch(() => ''));
    await until(async () => (await readPid()) > 0);

    run.kill('SIGKILL');

    const pid = await readPid();
    await until(async () => !(await isAlive(pid)));
  });

  it('has its temporary folder removed by the next run', async () => {
    const { run } = await startRun();
    const [abandoned] = await temporaryFoldersOf(run);
    run.kill('SIGKILL');
    await once(run, 'exit');

    const next = await startLodge({ services: ['stubs'] });

    expect(abandoned).toBeDefined();
    expect(await namesIn(tmpdir())).not.toContain(abandoned);
    await next.stop();
  });
});

function forkRun(dataDir?: string, env: NodeJS.ProcessEnv = {}): ChildProcess {
  const script = fileURLToPath(new URL('run-until-killed.fixture.ts', import.meta.url));
  return fork(script, dataDir === undefined ? [] : [dataDir], {
    execArgv: ['--conditions=source'],
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
}

async function startRun(dataDir?: string): Promise<{ run: ChildProcess; report: RunReport }> {
  const run = forkRun(dataDir);
  const [report] = await Promise.race([
    once(run, 'message'),
    once(run, 'exit').then(() => Promise.reject(new Error('The run ended before its lodge was up'))),
  ]);
  return { run, report };
}

function keepers(dataDir: string): number[] {
  return lodgeServiceNames.flatMap((service) => {
    try {
      const record = JSON.parse(readFileSync(join(dataDir, service, 'running.json'), 'utf8'));
      return [record.keeper.pid];
    } catch {
      return [];
    }
  });
}

async function temporaryFoldersOf(run: ChildProcess): Promise<string[]> {
  const names = (await namesIn(tmpdir())).filter((name) => name.startsWith('gnar-lodge-'));
  return names.filter((name) => {
    try {
      return JSON.parse(readFileSync(join(tmpdir(), name, 'owner.json'), 'utf8')).pid === run.pid;
    } catch {
      return false;
    }
  });
}

const namesIn = (folder: string) => readdir(folder).catch((): string[] => []);
