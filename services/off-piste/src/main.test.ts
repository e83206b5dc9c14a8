import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { text } from 'node:stream/consumers';
import { systemClock } from '@gnar/gear/clock';
import { derivedPeerSecret, PeerTokens } from '@gnar/gear/peer';
import { describe, expect, it, jest } from '@jest/globals';

jest.setTimeout(20_000);

const main = fileURLToPath(new URL('./main.ts', import.meta.url));

function start(environment: Record<string, string>): ChildProcess {
  return spawn(process.execPath, ['--conditions=source', main], { env: environment });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Asks until the service answers. */
async function untilAnswered(url: string, headers: Record<string, string>): Promise<Response> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    try {
      return await fetch(url, { headers });
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(50);
    }
  }
}

const secret = 'a secret that this test alone will ever use';
const nowhere = '127.0.0.1:9';

describe('the process', () => {
  it('names everything that its environment lacks, and ends', async () => {
    const child = start({ GNAR_SECRET_MESSAGE_DELAY_SECONDS: '901' });
    const [stderr] = await Promise.all([child.stderr ? text(child.stderr) : '', once(child, 'exit')]);
    expect(child.exitCode).toBe(1);
    for (const name of ['PG_ENDPOINT', 'REDIS_ENDPOINT', 'JWT_SECRET_KEY', 'SQS_REGION_NAME']) {
      expect(stderr).toContain(`GNAR_${name} is missing: `);
    }
    expect(stderr).toMatch(
      /GNAR_SECRET_MESSAGE_DELAY_SECONDS .*: seconds until the secret message arrives, 0 to 900/,
    );
  });

  it('stays up while all that it needs is away, says when to try again, and stops when told to', async () => {
    const port = await freePort();
    const child = start({
      GNAR_PORT: String(port),
      GNAR_HEALTH_PORT: '0',
      GNAR_PG_ENDPOINT: nowhere,
      GNAR_PG_DATABASE: 'gnar',
      GNAR_PG_USERNAME: 'gnar',
      GNAR_PG_PASSWORD: 'gnar',
      GNAR_REDIS_ENDPOINT: nowhere,
      GNAR_JWT_SECRET_KEY: secret,
      GNAR_SQS_REGION_NAME: 'us-east-1',
      GNAR_SQS_ENDPOINT: `http://${nowhere}`,
      GNAR_SQS_ACCESS_KEY_ID: 'no-key',
      GNAR_SQS_SECRET_ACCESS_KEY: 'nothing',
    });
    const response = await untilAnswered(`http://127.0.0.1:${port}/check-in`, {
      'x-gnar-peer': new PeerTokens({
        name: 'piste',
        secrets: [derivedPeerSecret(secret)],
        clock: systemClock,
      }).sign('off-piste'),
    });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await response.json()).toMatchObject({ code: 'unavailable' });

    child.kill('SIGTERM');
    await once(child, 'exit');
    expect(child.exitCode).toBe(0);
  });
});
