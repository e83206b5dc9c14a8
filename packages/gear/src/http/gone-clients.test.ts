import { connect } from 'node:net';
import { once } from 'node:events';
import { expect, it } from '@jest/globals';
import { defineBlueprint } from './define-blueprint.ts';
import { reply } from './reply.ts';
import { post } from './route.ts';
import { startTestApp } from '../testing/test-app.ts';
import { until } from '../testing/until.ts';

it('a handler that goes on after its client has gone still knows the client’s address', async () => {
  let isUnderWay = false;
  let seen: string | undefined;
  const save = post('/save', { auth: 'public' }, async (request) => {
    isUnderWay = true;
    await once(request.signal, 'abort');
    seen = request.ip;
    return reply(204);
  });
  const { app, address } = await startTestApp({
    blueprints: [defineBlueprint({ prefix: '', routes: [save] })],
  });
  const socket = connect(address.port, '127.0.0.1');
  socket.write('POST /save HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n');
  await until(() => isUnderWay);
  socket.destroy();
  await until(() => seen !== undefined);
  expect(seen).toBe('127.0.0.1');
  await app.stop();
});
