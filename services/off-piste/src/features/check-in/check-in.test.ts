import { randomBytes, randomUUID } from 'node:crypto';
import type { AppParts } from '@gnar/gear';
import { systemClock } from '@gnar/gear/clock';
import { readConfig } from '@gnar/gear/config';
import { migrate } from '@gnar/gear/database';
import { derivedPeerSecret, PeerTokens } from '@gnar/gear/peer';
import { createTestDatabase, createTestQueue, type TestDatabase } from '@gnar/lodge/testing';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { compose } from '../../compose.ts';
import { offPisteSchema, type OffPisteConfig } from '../../config.ts';

jest.setTimeout(20_000);

const newDatabase = () =>
  createTestDatabase({
    template: 'off-piste',
    migrate: async (environment) => {
      const value = (name: string) => environment[`GNAR_PG_${name}`] ?? '';
      await migrate({
        config: {
          pgEndpoint: value('ENDPOINT'),
          pgDatabase: value('DATABASE'),
          owner: { username: value('OWNER_USERNAME'), password: value('OWNER_PASSWORD') },
        },
        grantTo: value('USERNAME'),
      });
    },
  });

interface OffPisteUnderTest extends AsyncDisposable {
  readonly parts: AppParts<OffPisteConfig>;
  readonly queueName: string;
  /** Asks as piste does. */
  checkIn(headers?: Record<string, string>): Promise<Response>;
  /** Asks with these headers alone. */
  ask(headers: Record<string, string>): Promise<Response>;
}

const asPiste = ({ jwtSecretKey }: OffPisteConfig) =>
  new PeerTokens({ name: 'piste', secrets: [derivedPeerSecret(jwtSecretKey)], clock: systemClock });

let database: TestDatabase;
let offPiste: OffPisteUnderTest;
beforeAll(async () => {
  database = await newDatabase();
  offPiste = await start({ GNAR_SECRET_MESSAGE_DELAY_SECONDS: '0' });
});
afterAll(async () => {
  await offPiste[Symbol.asyncDispose]();
  await database.drop();
});

async function start(settings: Record<string, string>): Promise<OffPisteUnderTest> {
  const { name: queueName } = await createTestQueue();
  const config = readConfig(offPisteSchema, {
    ...database.environment(),
    GNAR_JWT_SECRET_KEY: randomBytes(32).toString('base64'),
    GNAR_REDIS_KEY_PREFIX: `${database.database}:`,
    GNAR_SQS_QUEUE_NAME: queueName,
    GNAR_PORT: '0',
    GNAR_HEALTH_PORT: '0',
    GNAR_LOG_LEVEL: 'silent',
    ...settings,
  });
  const app = compose(config);
  const { url, parts } = await app.start();
  return {
    parts,
    queueName,
    checkIn: (headers) =>
      fetch(`${url}/check-in`, { headers: { 'x-gnar-peer': asPiste(config).sign('off-piste'), ...headers } }),
    ask: (headers) => fetch(`${url}/check-in`, { headers }),
    [Symbol.asyncDispose]: () => app.stop(),
  };
}

async function nextMessage({ parts, queueName }: OffPisteUnderTest, waitSeconds: number): Promise<unknown> {
  const [message] = await parts.queues.receive(queueName, {
    maxMessages: 1,
    waitSeconds,
    visibilityTimeoutSeconds: undefined,
    signal: AbortSignal.timeout(15_000),
  });
  return message?.Body === undefined ? undefined : JSON.parse(message.Body);
}

async function openSession({ parts }: OffPisteUnderTest) {
  return parts.database.transaction((transaction) =>
    parts.sessions.open(transaction, { userId: randomUUID(), ip: '127.0.0.1', device: null }),
  );
}

const sentence =
  /^Off-Piste checking in! Check back with Piste at \/10-45\/get-message\/([0-9a-f-]{36}) in 1 minute for a secret message\.$/;

describe('a check-in', () => {
  it('says where the secret message will be, and sends it there', async () => {
    const response = await offPiste.checkIn();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    const [, id] = sentence.exec(String(await response.json())) ?? [];
    expect(id).toBeDefined();
    expect(await nextMessage(offPiste, 5)).toEqual({ id, message: expect.stringMatching(/\S/) });
  });

  it('sends it as late as it is told to', async () => {
    await using slow = await start({ GNAR_SECRET_MESSAGE_DELAY_SECONDS: '1' });
    await slow.checkIn();
    expect(await nextMessage(slow, 0)).toBeUndefined();
    expect(await nextMessage(slow, 5)).toMatchObject({ id: expect.any(String) });
  });

  it('is for visitors and for those who are signed in, as long as they are', async () => {
    const { session, authorization } = await openSession(offPiste);
    expect((await offPiste.checkIn({ authorization })).status).toBe(200);
    await offPiste.parts.database.transaction((transaction) =>
      offPiste.parts.sessions.end(transaction, session),
    );
    const refused = await offPiste.checkIn({ authorization });
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({ code: 'session_ended' });
  });

  it('answers only services of ours, with or without a signed-in person', async () => {
    const { authorization } = await openSession(offPiste);
    const person = authorization.replace('Bearer ', '');
    for (const [headers, code] of [
      [{}, 'peer_token_missing'],
      [{ authorization }, 'peer_token_missing'],
      [{ authorization, 'x-gnar-peer': person }, 'peer_token_invalid'],
      [{ 'x-gnar-peer': asPiste(offPiste.parts.config).sign('piste') }, 'peer_token_invalid'],
    ] as const) {
      const refused = await offPiste.ask(headers);
      expect([refused.status, await refused.json()]).toEqual([401, expect.objectContaining({ code })]);
    }
    const token = asPiste(offPiste.parts.config).sign('off-piste');
    const refused = await offPiste.checkIn({ authorization: `Bearer ${token}` });
    expect([refused.status, await refused.json()]).toEqual([
      401,
      expect.objectContaining({ code: 'token_invalid' }),
    ]);
  });

  it('refuses a token that is no good', async () => {
    const refused = await offPiste.checkIn({ authorization: 'Bearer nonsense' });
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({ code: 'token_invalid' });
  });
});

describe('the delay', () => {
  it.each(['901', '-1', '1.5', 'a minute'])('may not be %s', (delay) => {
    expect(() => readConfig(offPisteSchema, { GNAR_SECRET_MESSAGE_DELAY_SECONDS: delay })).toThrow(
      /GNAR_SECRET_MESSAGE_DELAY_SECONDS is not as expected .*: seconds until the secret message arrives, 0 to 900/,
    );
  });

  it('is a minute by default', () => {
    expect(offPisteSchema.SECRET_MESSAGE_DELAY_SECONDS.parse(undefined)).toBe(60);
  });
});
