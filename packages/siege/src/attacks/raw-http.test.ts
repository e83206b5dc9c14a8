import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import type { Check } from '../attack/attack.ts';
import { besiege } from './raw-http.ts';

const checksAt = async (port: number) => {
  const checks: Check[] = [];
  await besiege(
    {
      check: (promise, claim, holds, measured) => {
        checks.push({ promise, claim, holds, measured: String(measured) });
      },
    },
    'piste',
    port,
  );
  return checks;
};
const heldOf = (checks: readonly Check[]) => checks.filter(({ holds }) => holds).map(({ claim }) => claim);

/** Answers each write with what it is given. */
async function withServer<T>(
  answer: (bytes: string) => string,
  work: (port: number) => Promise<T>,
): Promise<T> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => socket.end(answer(bytes.toString('latin1')), 'latin1'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await work((server.address() as AddressInfo).port);
  } finally {
    server.close();
  }
}

const refusal = [
  'HTTP/1.1 400 Bad Request',
  'X-Content-Type-Options: nosniff',
  'Referrer-Policy: no-referrer',
  'Strict-Transport-Security: max-age=63072000; includeSubDomains',
  "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'",
  'Permissions-Policy: camera=()',
  'Cache-Control: no-store',
].join('\r\n');
const smuggled = /X-Request-Id: ([\w-]+)/;

describe('malformed requests', () => {
  it('fail every check when nothing listens', async () => {
    const port = await withServer(
      () => '',
      (free) => Promise.resolve(free),
    );
    expect(heldOf(await checksAt(port))).toEqual([]);
  });

  it('pass every check at a server that refuses them all', async () => {
    const checks = await withServer(() => `${refusal}\r\n\r\n`, checksAt);
    expect(heldOf(checks)).toHaveLength(3);
  });

  it('are reported as smuggled when a refused request is followed by an answer to the request inside it', async () => {
    const answer = (bytes: string) => {
      const [, id] = smuggled.exec(bytes) ?? [];
      const second =
        id === undefined
          ? ''
          : `${refusal.replace('400 Bad Request', '404 Not Found')}\r\nX-Request-Id: ${id}\r\n\r\n`;
      return `${refusal}\r\n\r\n${second}`;
    };
    const checks = await withServer(answer, checksAt);
    expect(checks.filter(({ holds }) => !holds).map(({ claim }) => claim)).toEqual([
      'piste: no form of a request is taken for two',
    ]);
  });
});
