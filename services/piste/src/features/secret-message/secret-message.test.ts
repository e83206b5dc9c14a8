import { randomUUID } from 'node:crypto';
import { readConfig } from '@gnar/gear/config';
import { until } from '@gnar/gear/testing';
import { createTestQueue, FaultProxy, type Fault } from '@gnar/lodge/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pisteSchema } from '../../config.ts';
import { makeSignedIn } from '../../testing/people.ts';
import { startPiste, startReplicaOf, type PisteUnderTest } from '../../testing/piste-under-test.ts';
import { expectProblem } from '../../testing/problem.ts';
import { deadEndpoint, startStandIn, type StandIn } from '../../testing/stand-in.ts';

const sentence = 'Off-Piste checking in!';
let offPiste: StandIn;
let piste: PisteUnderTest;
beforeAll(async () => {
  offPiste = await startStandIn(() => ({ status: 200, json: sentence }));
  piste = await startPiste({
    GNAR_OFF_PISTE_SERVICE_PORT: String(offPiste.port),
    GNAR_SQS_QUEUE_NAME: (await createTestQueue()).name,
  });
});
afterAll(async () => {
  await piste.stop();
  await offPiste.stop();
});

const queue = () => piste.environment['GNAR_SQS_QUEUE_NAME'] ?? '';
const read = (id: string, as?: string) => piste.api.get(`/10-45/get-message/${id}`, { as });

describe('checking in', () => {
  it('asks off-piste for a visitor and for a signed-in person', async () => {
    const visitor = await piste.api.get('/10-45', { headers: { 'x-request-id': 'visitor-1' } });
    expect({ status: visitor.status, text: visitor.text }).toEqual({
      status: 200,
      text: JSON.stringify(sentence),
    });
    expect(offPiste.received.at(-1)).toMatchObject({
      method: 'GET',
      path: '/check-in',
      headers: { 'x-request-id': 'visitor-1' },
    });
    expect(offPiste.received.at(-1)?.headers).not.toHaveProperty('authorization');

    const { authorization } = await makeSignedIn(piste);
    expect((await piste.api.get('/10-45', { as: authorization })).status).toBe(200);
    expect(offPiste.received.at(-1)?.headers).toMatchObject({ authorization });
  });

  it('refuses an invalid token without asking off-piste', async () => {
    const before = offPiste.received.length;
    expectProblem(await piste.api.get('/10-45', { as: 'Bearer nonsense' }), 401, 'token_invalid');
    const { authorization } = await makeSignedIn(piste);
    await piste.api.post('/user/logout', undefined, { as: authorization });
    expectProblem(await piste.api.get('/10-45', { as: authorization }), 401, 'session_ended');
    expect(offPiste.received).toHaveLength(before);
  });

  it('says when to try again while off-piste is down', async () => {
    const { port } = new URL(await deadEndpoint());
    await using alone = await startPiste({ GNAR_OFF_PISTE_SERVICE_PORT: port });
    const answer = await alone.api.get('/10-45');
    expectProblem(answer, 503, 'unavailable');
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
  });

  it('does not wait for ever for a peer that is a black hole', async () => {
    await using hole = await startStandIn(() => undefined);
    await using alone = await startPiste({ GNAR_OFF_PISTE_SERVICE_PORT: String(hole.port) });
    const startedAt = performance.now();
    expectProblem(await alone.api.get('/10-45'), 503, 'unavailable');
    expect(performance.now() - startedAt).toBeLessThan(6_000);
    expect(hole.received.length).toBeLessThanOrEqual(2);
  });

  it('is limited per network', async () => {
    await using limited = await startPiste({ GNAR_SECRET_MESSAGES_PER_TEN_MINUTES: '1' });
    const url = `/10-45/get-message/${randomUUID()}`;
    expectProblem(await limited.api.get(url), 404, 'message_not_found');
    expectProblem(await limited.api.get(url), 429, 'too_many_requests');
  });
});

describe('the secret message', () => {
  it('is there once it came, for an hour, however often it is delivered', async () => {
    const id = randomUUID();
    expectProblem(await read(id), 404, 'message_not_found');
    await piste.parts.queues.send(queue(), { id, message: 'Over and out' });
    await piste.parts.queues.send(queue(), { id, message: 'Over and out' });
    await until(async () => (await read(id)).status === 200);
    const { authorization } = await makeSignedIn(piste);
    expect((await read(id, authorization)).text).toBe('"Over and out"');
    const seconds = await piste.parts.redis.ttl(`secret-message:${id}`);
    expect(seconds).toBeGreaterThan(3_590);
    expect(seconds).toBeLessThanOrEqual(3_600);
  });

  it('is not found under what is no id', async () => {
    for (const id of ['nonsense', '*', '%00', '..%2F..']) {
      expectProblem(await read(id), 404, 'message_not_found');
    }
  });

  it('names the settings of its queue that are missing or bad', () => {
    const read = () => readConfig(pisteSchema, { GNAR_SQS_QUEUE_NAME: 'a queue' });
    expect(read).toThrow('GNAR_SQS_QUEUE_NAME is "a queue", expected: queue that brings');
    expect(read).toThrow('GNAR_SQS_REGION_NAME is missing: ');
  });

  it('arrives behind a message that cannot be parsed', async () => {
    const id = randomUUID();
    await piste.parts.queues.send(queue(), { id: 'no id', message: 7 });
    await piste.parts.queues.send(queue(), { id, message: 'after the poison' });
    await until(async () => (await read(id)).status === 200);
  });
});

/** So long SQS hides a message where a queue does not say otherwise: by then its handler must have given up. */
const HIDDEN_MS = 30_000;

describe('a message that came while Redis did not answer', () => {
  it.each<{ when: string; fault: Fault; status: number }>([
    { when: 'before it was kept', fault: { kind: 'refuse' }, status: 404 },
    { when: 'after it was kept', fault: { kind: 'stall', direction: 'to-client' }, status: 200 },
  ])(
    'stays in its queue when Redis was lost $when, and is kept once',
    async ({ fault, status }) => {
      const { GNAR_REDIS_ENDPOINT: redis = '' } = piste.environment;
      await using way = await FaultProxy.start(redis);
      const { name, deadLetterName } = await createTestQueue({
        visibilityTimeoutSeconds: 2,
        maxReceiveCount: 20,
      });
      await using replica = await startReplicaOf(piste, {
        GNAR_REDIS_ENDPOINT: way.endpoint,
        GNAR_REDIS_TIMEOUT_MS: '500',
        GNAR_SQS_QUEUE_NAME: name,
      });
      const outcomes = async (outcome: string) => {
        const metrics = await (await fetch(`${replica.healthUrl}/metrics`)).text();
        return Number(
          new RegExp(`queue_messages_total\\{[^}]*outcome="${outcome}"[^}]*\\} (\\d+)`).exec(metrics)?.[1] ??
            0,
        );
      };

      await way.break(fault);
      const id = randomUUID();
      await piste.parts.queues.send(name, { id, message: 'Over and out' });
      await until(async () => (await outcomes('failed')) > 0, HIDDEN_MS);
      expect((await read(id)).status).toBe(status);

      await way.heal();
      await until(async () => (await outcomes('handled')) > 0, 20_000);
      expect((await read(id)).text).toBe('"Over and out"');
      await replica.stop();
      for (const queueName of [name, deadLetterName]) {
        const left = await piste.parts.queues.receive(queueName, {
          maxMessages: 1,
          waitSeconds: 3,
          visibilityTimeoutSeconds: undefined,
          signal: AbortSignal.timeout(15_000),
        });
        expect(left).toEqual([]);
      }
    },
    70_000,
  );
});
