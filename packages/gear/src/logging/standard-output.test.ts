import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { freePorts } from '@gnar/lodge/ports';
import { FixtureProcess } from '../testing/fixture-process.ts';
import { until } from '../testing/until.ts';

// A pipe as a container runtime gives it: blocking, with a reader that is this test.
describe('a service whose log is a pipe', () => {
  let folder: string;
  let service: FixtureProcess;
  let reader: number;
  let url: string;

  async function start(format: 'JSON' | 'pretty' = 'JSON'): Promise<void> {
    folder = mkdtempSync(join(tmpdir(), 'gnar-pipe-'));
    const path = join(folder, 'stdout');
    execFileSync('mkfifo', [path]);
    reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const writer = openSync(path, constants.O_WRONLY);
    const [port = 0, healthPort = 0] = await freePorts(2);
    url = `http://127.0.0.1:${port}`;
    service = new FixtureProcess({
      args: ['development', 'noDb'],
      environment: {
        GNAR_PORT: String(port),
        GNAR_HEALTH_PORT: String(healthPort),
        GNAR_LOG_PRETTY: String(format === 'pretty'),
        GNAR_SHUTDOWN_GRACE_SECONDS: '2',
      },
      stdout: writer,
    });
    closeSync(writer);
    await until(() => answers('/quick'), 20_000);
  }

  afterEach(() => {
    if (service.exitCode === undefined) service.signal('SIGKILL');
    if (reader >= 0) closeSync(reader);
    rmSync(folder, { recursive: true });
  });

  const answers = (path: string) =>
    fetch(`${url}${path}`, { signal: AbortSignal.timeout(10_000) }).then(
      ({ status }) => status === 200,
      () => false,
    );
  const closeReader = () => {
    closeSync(reader);
    reader = -1;
  };
  function readAll(): string {
    const chunk = Buffer.alloc(1024 * 1024);
    let text = '';
    try {
      for (let size = readSync(reader, chunk); size > 0; size = readSync(reader, chunk))
        text += chunk.toString('utf8', 0, size);
    } catch (error) {
      // Empty for now: the service still has it open.
      if (!String(error).includes('EAGAIN')) throw error;
    }
    return text;
  }
  async function chatter(): Promise<void> {
    for (let turn = 0; turn < 2; turn += 1) {
      expect(await answers('/chatter')).toBe(true);
      expect(await answers('/quick')).toBe(true);
    }
  }

  it.each(['JSON', 'pretty'] as const)(
    'serves on and ends in time when the reader of its output stands still (%s)',
    async (format) => {
      await start(format);
      await chatter();
      // A connection that stays open does not keep it either.
      const open = fetch(`${url}/endless`).catch(() => 'cut');
      service.signal('SIGTERM');
      expect(await service.ended()).toBe(0);
      expect(await open).toBe('cut');
    },
    60_000,
  );

  it('serves on and ends in time when the reader of its output has gone', async () => {
    await start();
    closeReader();
    await chatter();
    service.signal('SIGTERM');
    expect(await service.ended()).toBe(0);
  }, 60_000);

  it.each(['stands still', 'has gone'])(
    'ends with 1 after an uncaught error when the reader of its output %s',
    async (reading) => {
      await start();
      if (reading === 'has gone') closeReader();
      await chatter();
      await answers('/throw');
      expect(await service.ended()).toBe(1);
    },
    60_000,
  );

  it('ends at once on a second signal when the reader of its output stands still', async () => {
    await start();
    await chatter();
    void fetch(`${url}/endless`).catch(() => undefined);
    service.signal('SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 300));
    service.signal('SIGTERM');
    expect(await service.ended()).toBe(1);
  }, 60_000);

  it('goes on logging, and says how many lines were dropped, once its output is read again', async () => {
    await start();
    await chatter();
    let text = '';
    await until(async () => {
      text += readAll();
      await answers('/quick');
      return text.includes('log lines were dropped');
    }, 20_000);
    expect(text).toMatch(/\d+ log lines were dropped because standard output was not read/);
  }, 60_000);
});
