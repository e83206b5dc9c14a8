import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { defineBlueprint } from './define-blueprint.ts';
import { ranged } from './ranged.ts';
import { get } from './route.ts';
import { startTestApp, type TestApp } from '../testing/test-app.ts';

const content = Buffer.from(Array.from({ length: 1_000 }, (_, index) => index % 251));
const lastModified = new Date('2026-03-01T10:00:00.500Z');
const blueprint = defineBlueprint({
  prefix: '/files',
  routes: [
    get('/ranged', { auth: 'public' }, (request) =>
      ranged(request, {
        contentType: 'application/octet-stream',
        size: content.length,
        etag: '"v2"',
        lastModified,
        open: ({ start, end }) => Readable.from([content.subarray(start, end + 1)]),
      }),
    ),
    get('/empty', { auth: 'public' }, (request) =>
      ranged(request, { contentType: 'text/plain', size: 0, open: () => Readable.from([]) }),
    ),
  ],
});

let gear: TestApp;

beforeAll(async () => {
  gear = await startTestApp({ blueprints: [blueprint], noJwt: true });
});

afterAll(() => gear.app.stop());

describe('content of a known size', () => {
  const ask = (headers: Record<string, string>, path = '/ranged', method = 'GET') =>
    gear.fetch(`/files${path}`, { headers, method });

  it('is sent whole, with its length and that parts of it can be had', async () => {
    const response = await ask({});
    expect(response.status).toBe(200);
    expect(Buffer.from(await response.arrayBuffer()).equals(content)).toBe(true);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-length': '1000',
      'accept-ranges': 'bytes',
      etag: '"v2"',
      'last-modified': 'Sun, 01 Mar 2026 10:00:00 GMT',
    });
    expect(response.headers.has('x-accel-buffering')).toBe(false);
  });

  it.each([
    ['bytes=0-0', 0, 0],
    ['bytes=100-199', 100, 199],
    ['bytes=900-', 900, 999],
    ['bytes=900-5000', 900, 999],
    ['bytes=-100', 900, 999],
    ['bytes=-5000', 0, 999],
    ['bytes=999-999', 999, 999],
  ])('answers %s with 206 and that part', async (range, start, end) => {
    const response = await ask({ range });
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe(`bytes ${start}-${end}/1000`);
    const body = Buffer.from(await response.arrayBuffer());
    expect(body.equals(content.subarray(start, end + 1))).toBe(true);
  });

  it.each(['bytes=1000-', 'bytes=5000-6000', 'bytes=-0', 'bytes=999999999999999-'])(
    'refuses %s with 416 and its size',
    async (range) => {
      const response = await ask({ range });
      expect([response.status, await response.json()]).toMatchObject([
        416,
        { code: 'range_not_satisfiable' },
      ]);
      expect(response.headers.get('content-range')).toBe('bytes */1000');
    },
  );

  it.each([
    ...[
      'bytes=9-1',
      'bytes=',
      'bytes=-',
      'bytes=a-b',
      'items=0-1',
      'bytes=0-1,5-6',
      'bytes=1.5-2',
      'bytes=-1-2',
    ],
    'bytes=9999999999999999999999-',
  ])('ignores %s, which is no range or several', async (range) => {
    const response = await ask({ range });
    expect([response.status, (await response.arrayBuffer()).byteLength]).toEqual([200, 1_000]);
  });

  it.each([
    ['"v2"', 206],
    ['"v1"', 200],
    ['W/"v2"', 200],
    ['Sun, 01 Mar 2026 10:00:00 GMT', 206],
    ['Sun, 01 Mar 2026 10:00:01 GMT', 200],
    ['Sun, 01 Mar 2026 09:59:59 GMT', 200],
    ['nonsense', 200],
  ])('continues a download only where If-Range %s still is what the client has', async (ifRange, status) => {
    expect((await ask({ range: 'bytes=10-', 'if-range': ifRange })).status).toBe(status);
  });

  it('ignores a range with HEAD, and bears nothing at all', async () => {
    const head = await ask({ range: 'bytes=0-1' }, '/ranged', 'HEAD');
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '1000']);
    const empty = await ask({}, '/empty');
    expect([empty.status, await empty.text(), empty.headers.get('content-length')]).toEqual([200, '', '0']);
    expect((await ask({ range: 'bytes=0-' }, '/empty')).status).toBe(416);
  });
});
