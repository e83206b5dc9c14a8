import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import type { Report } from './load.types.ts';
import { sendWholesomeLoad } from './send-load.ts';

/** @param rate requests a second; without it each connection asks again as soon as it is answered */
async function loadOn(answer: RequestListener, rate?: number): Promise<Report> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    const requests = [{ method: 'GET' as const, path: '/', headers: {} }];
    const order = { port, connections: 2, seconds: 0.3, requests, rate, patienceSeconds: 0.3 };
    return await sendWholesomeLoad('the server', order);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const welcome: RequestListener = (_, response) => {
  response.end('ok');
};
const refuse: RequestListener = (_, response) => {
  response.writeHead(503).end();
};
const hangUp: RequestListener = (request) => {
  request.socket.destroy();
};
const keepSilent: RequestListener = () => undefined;

describe('sendLoad', () => {
  it('reports how many requests succeeded and how long they took', async () => {
    const report = await loadOn(welcome);
    expect(Object.keys(report.statuses)).toEqual(['200']);
    expect(report.succeededPerSecond).toBeGreaterThan(0);
    expect(report.p99).toBeGreaterThan(0);
  });

  it.each([
    ['refuses every request', refuse, undefined, /"503":/],
    ['closes every connection', hangUp, undefined, /"0":/],
    ['never answers', keepSilent, undefined, /"0":2\}/],
    ['never answers what is sent at a rate', keepSilent, 100, /"0":2\}/],
  ])('throws when the server %s', async (_, answer, rate, message) => {
    await expect(loadOn(answer, rate)).rejects.toThrow(message);
  });

  it('throws when one of many requests is never answered', async () => {
    let asked = 0;
    const forgetOne: RequestListener = (request, response) => {
      asked += 1;
      (asked === 5 ? keepSilent : welcome)(request, response);
    };
    await expect(loadOn(forgetOne)).rejects.toThrow(/"0":1/);
  });
});
