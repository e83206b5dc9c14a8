import { once } from 'node:events';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { defineBlueprint } from './define-blueprint.ts';
import { mount } from './mount.ts';
import { stream } from './reply.ts';
import { get } from './route.ts';
import { sse, type SseStream } from './sse.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { type SessionApp, startSessionApp } from '../testing/session-app.ts';
import { until } from '../testing/until.ts';

const clock = new FakeClock();
let running = 0;

/** Never ends by itself, and asks no signal. */
async function* endless() {
  running += 1;
  try {
    for (;;) {
      yield ': on\n\n';
      await sleep(20);
    }
  } finally {
    running -= 1;
  }
}

/** Says one thing, then nothing more. */
async function* silent({ signal }: SseStream) {
  running += 1;
  try {
    yield { data: 'hello' };
    await once(signal, 'abort');
  } finally {
    running -= 1;
  }
}

function sendEndless(contentType: string) {
  return mount(`/${contentType.replace('/', '-')}`, { auth: 'required' }, (request, response) => {
    response.set('Content-Type', contentType);
    running += 1;
    const timer = setTimeout(function send() {
      response.write(': on\n\n');
      timer.refresh();
    }, 20);
    request.gnar.signal.addEventListener('abort', () => {
      clearTimeout(timer);
      running -= 1;
    });
  });
}

const blueprints = [
  defineBlueprint({
    prefix: '/stream',
    routes: [
      get('/', { auth: 'required' }, () => stream(200, 'text/plain', endless())),
      get('/events', { auth: 'required' }, (request) => sse(request, silent)),
      get('/public', { auth: 'public' }, () => stream(200, 'text/plain', endless())),
      get('/long', { auth: 'required' }, () =>
        stream(200, 'text/plain', endless(), { 'Content-Length': '1000000' }),
      ),
    ],
  }),
  sendEndless('text/plain'),
  sendEndless('text/event-stream'),
];
const paths = ['/stream', '/text-plain', '/text-event-stream', '/stream/events'];

let gear: SessionApp;

beforeAll(async () => {
  gear = await startSessionApp({ blueprints, clock });
});

afterEach(() => {
  jest.useRealTimers();
});

afterAll(() => gear.stop());

interface Open {
  response: IncomingMessage;
  /** `whole` once it has ended as an answer does, `cut off` where it breaks off. */
  outcome: Promise<string>;
}

async function open(path: string, authorization: string): Promise<Open> {
  const request = httpRequest({ port: gear.address.port, path, headers: { authorization } }).end();
  const [response]: IncomingMessage[] = await once(request, 'response');
  if (response === undefined) throw new Error('There is no response.');
  response.resume().on('error', () => undefined);
  const outcome = new Promise<string>((resolve) => {
    response.once('close', () => resolve(response.complete ? 'whole' : 'cut off'));
  });
  return { response, outcome };
}

const outcomesOf = (streams: readonly Open[]) => Promise.all(streams.map(({ outcome }) => outcome));

describe('an answer without a length, on a route or a mount that needs a session', () => {
  it('ends when its token expires, an event stream between two events, another one cut off', async () => {
    const { authorization } = await gear.logIn();
    clock.advance(15 * 60 - 1);
    const streams = await Promise.all(paths.map((path) => open(path, authorization)));
    expect(streams.map(({ response }) => response.statusCode)).toEqual([200, 200, 200, 200]);
    expect(await outcomesOf(streams)).toEqual(['cut off', 'cut off', 'whole', 'whole']);
    await until(() => running === 0);
  });

  it('ends soon after its session has ended, while those of others and public ones go on', async () => {
    const doNotFake = [
      'Date',
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'setImmediate',
    ] as const;
    jest.useFakeTimers({ doNotFake: [...doNotFake, 'clearImmediate', 'setTimeout', 'clearTimeout'] });
    const [own, other] = [await gear.logIn(), await gear.logIn()];
    const kept = [await open('/stream', other.authorization), await open('/stream/public', '')];
    const long = await open('/stream/long', own.authorization);
    const streams = await Promise.all(paths.map((path) => open(path, own.authorization)));
    await gear.parts.database.transaction((tx) => gear.parts.sessions.end(tx, own.session));
    jest.advanceTimersByTime(15_000);
    expect(await outcomesOf(streams)).toEqual(['cut off', 'cut off', 'whole', 'whole']);
    await until(() => running === kept.length + 1);
    for (const { response } of [...kept, long]) {
      expect(response.closed).toBe(false);
      response.destroy();
    }
    await until(() => running === 0);
  });
});
