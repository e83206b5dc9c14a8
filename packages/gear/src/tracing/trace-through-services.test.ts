import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Lodge, startLodge } from '@gnar/lodge';
import { createTestQueue, testLodge } from '@gnar/lodge/testing';
import { systemClock } from '../clock/clock.ts';
import { defineBlueprint } from '../http/define-blueprint.ts';
import { reply } from '../http/reply.ts';
import { get } from '../http/route.ts';
import { derivedPeerSecret, peerHeader, PeerTokens } from '../peer/peer-tokens.ts';
import { type CollectedSpan, collectedSpans } from '../testing/collected-spans.ts';
import { startTestApp, type TestApp, testSecret } from '../testing/test-app.ts';
import { gearTestDatabase } from '../testing/test-database.ts';
import { until } from '../testing/until.ts';
import type { CarriedContext } from './tracing.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const requestSpan = '00f067aa0ba902b7';
const traceparent = `00-${traceId}-${requestSpan}-01`;
/** What another service of the product sends. */
const headers = { traceparent, 'x-request-id': 'asked-by-a-person', [peerHeader]: peerToken('front') };

function peerToken(audience: string, secret = testSecret): string {
  const secrets = [derivedPeerSecret(secret)];
  return new PeerTokens({ name: 'lift', secrets, clock: systemClock }).sign(audience);
}

/** Two services: `front` asks `back`, which sends a message, which `front` handles with a query. */
async function startServices(environment: Record<string, string>) {
  const [database, queue] = await Promise.all([gearTestDatabase(), createTestQueue()]);
  const received: (CarriedContext | undefined)[] = [];
  const common = { ...environment, ...testLodge().environment() };
  const back = await startTestApp({
    name: 'back',
    noDb: true,
    environment: common,
    compose: ({ queues }) => ({
      blueprints: [
        defineBlueprint({
          prefix: '/order',
          routes: [
            get('/', { auth: 'public' }, async ({ log }) => {
              log.info('ordered');
              return reply(200, await queues.send(queue.name, {}));
            }),
          ],
        }),
      ],
    }),
  });
  const front = await startTestApp({
    name: 'front',
    environment: {
      ...common,
      ...database.environment,
      GNAR_BACK_SERVICE_PORT: String(back.address.port),
    },
    compose: (parts) => ({
      blueprints: [
        defineBlueprint({
          prefix: '/shop',
          routes: [
            get('/:item', { auth: 'public' }, async () => reply(200, await parts.peer('back').get('/order'))),
          ],
        }),
      ],
      queues: [
        {
          queue: queue.name,
          waitSeconds: 1,
          handler: async () => {
            await parts.database.one({ name: 'find-order', text: 'select 1 as one' });
            received.push(parts.tracing.carried);
          },
        },
      ],
    }),
  });
  const stop = async () => {
    await Promise.all([front.app.stop(), back.app.stop()]);
    await database.drop();
  };
  return { front, back, queue: queue.name, received, stop };
}

describe('a request that goes through two services and a queue', () => {
  let lodge: Lodge;
  let services: Awaited<ReturnType<typeof startServices>>;
  let front: TestApp;
  let spans: CollectedSpan[];

  beforeAll(async () => {
    lodge = await startLodge({ services: ['stubs'] });
    services = await startServices({ OTEL_EXPORTER_OTLP_ENDPOINT: lodge.stubs.endpoint });
    front = services.front;
    expect((await front.fetch('/shop/skis?for=ann@example.com', { headers })).status).toBe(200);
    await until(() => services.received.length === 1);
    await services.stop();
    spans = (await collectedSpans(lodge.stubs.endpoint)).filter((span) => span.traceId === traceId);
  });
  afterAll(() => lodge.stop());

  it('is one trace, each span a child of what caused it', () => {
    const { queue } = services;
    const chain: readonly (readonly [string, string])[] = [
      ['front', 'GET /shop/:item'],
      ['front', 'GET back'],
      ['back', 'GET /order'],
      ['back', `send ${queue}`],
      ['front', `process ${queue}`],
      ['front', 'find-order'],
    ];
    let parentSpanId: string | undefined = requestSpan;
    for (const [service, name] of chain) {
      const span = spans.find((one) => one.name === name);
      expect({ ...span }).toMatchObject({ service, name, parentSpanId });
      parentSpanId = span?.spanId;
    }
  });

  it('keeps the id of the request to the handler of the message', () => {
    expect(services.received[0]?.requestId).toBe('asked-by-a-person');
  });

  it('is named by its trace in the log lines of both services', () => {
    const lines = [
      ...services.front.logs.saying('request'),
      ...services.back.logs.saying('ordered'),
      ...services.back.logs.saying('request'),
    ];
    expect(lines).toHaveLength(3);
    for (const line of lines)
      expect(line).toMatchObject({ trace_id: traceId, requestId: 'asked-by-a-person' });
  });

  it('exports neither query strings nor personal data', async () => {
    expect(await (await fetch(`${lodge.stubs.endpoint}/traces`)).text()).not.toContain('ann@');
  });
});

it('request id and traceparent travel through two services and a queue when nothing is exported', async () => {
  const { front, received, stop } = await startServices({});

  await front.fetch('/shop/skis', { headers });
  await until(() => received.length === 1);
  await stop();

  expect(received).toEqual([{ requestId: 'asked-by-a-person', traceparent }]);
});

it.each([
  ['no token', {}],
  ['the token of a service for another one', { [peerHeader]: peerToken('back') }],
  ['a token that is signed with another key', { [peerHeader]: peerToken('front', 'x'.repeat(40)) }],
  ['a token that is none', { [peerHeader]: 'nonsense' }],
])('a request that brings %s joins no trace that it names, and is answered', async (_what, given) => {
  const { front, received, stop } = await startServices({});

  const { status } = await front.fetch('/shop/skis', { headers: { traceparent, ...given } });
  await until(() => received.length === 1);
  await stop();

  expect(status).toBe(200);
  expect(received[0]).toMatchObject({ requestId: expect.any(String), traceparent: undefined });
  expect(front.logs.saying('request')[0]).not.toHaveProperty('trace_id');
});
