import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { testLodge, waitForMail } from '@gnar/lodge/testing';
import { startTestApp } from '../testing/test-app.ts';
import { Tracing } from '../tracing/tracing.ts';
import { Mailer } from './mailer.ts';
import { renderEmail } from './render-email.ts';

const email = { to: 'mailer-test@example.com', subject: 'Grüße', html: '<p>Hé</p>', text: 'Hé' };

describe('the mailer', () => {
  it('sends an email with both bodies from the configured sender', async () => {
    const { app, parts } = await startTestApp({ noDb: true, environment: testLodge().environment() });
    await parts.mailer.send(email);
    const received = await waitForMail(email.to);
    expect(received).toMatchObject({ subject: email.subject, text: email.text, html: email.html });
    expect(received.from).toContain('hello@example.com');
    await app.stop();
  });

  it('lets a failure travel to whom called', async () => {
    const environment = { ...testLodge().environment(), GNAR_SES_ENDPOINT: 'http://127.0.0.1:1' };
    const { app, parts } = await startTestApp({ noDb: true, environment });
    await expect(parts.mailer.send(email)).rejects.toThrow();
    await app.stop();
  });

  it('is off where nothing is configured', async () => {
    const { app, parts } = await startTestApp();
    expect(parts.mailer).toBeUndefined();
    await app.stop();
  });
});

describe('the client that the mailer keeps', () => {
  const taken =
    '<SendEmailResponse><SendEmailResult><MessageId>1</MessageId></SendEmailResult></SendEmailResponse>';
  const keys = { sesAccessKeyId: 'key', sesSecretAccessKey: 'secret' };
  const ofTheRole = { sesAccessKeyId: undefined, sesSecretAccessKey: undefined };
  const mailerOf = (
    sesEndpoint: string,
    credentials: typeof keys | typeof ofTheRole = keys,
    answerTimeoutMs = 300,
  ) =>
    new Mailer(
      { emailSender: 'hello@example.com', sesRegionName: 'us-east-1', sesEndpoint, ...credentials },
      new Tracing(),
      answerTimeoutMs,
    );

  it.each<[string, RequestListener]>([
    ['never answers', () => undefined],
    ['stalls in the middle of its answer', (_, response) => void response.writeHead(200).write('<SendEmail')],
  ])('gives up a service that %s, after its time', async (_, stall) => {
    await using stalled = await startServer(stall);
    const mailer = mailerOf(stalled.url);
    const startedAt = performance.now();
    await expect(mailer.send(email)).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(290);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    await mailer.close();
  });

  it('sends again once a service is back that stalled, and then once one that refused', async () => {
    const answers: RequestListener[] = [
      () => undefined,
      (request) => void request.socket.destroy(),
      (_, response) => void response.writeHead(503).end(),
    ];
    await using shaky = await startServer((request, response) => {
      const answer = answers.shift() ?? (() => void response.end(taken));
      answer(request, response);
    });
    const mailer = mailerOf(shaky.url);
    for (let failure = 0; failure < 3; failure += 1) await expect(mailer.send(email)).rejects.toThrow();
    await mailer.send(email);
    expect(shaky.received).toHaveLength(4);
    await mailer.close();
  });

  it('reuses its connection, and makes a new one when the service has closed it', async () => {
    let connections = 0;
    let headers = {};
    await using ses = await startServer((_, response) => void response.writeHead(200, headers).end(taken));
    ses.onConnection(() => (connections += 1));
    const mailer = mailerOf(ses.url);
    await mailer.send(email);
    headers = { Connection: 'close' };
    await mailer.send(email);
    expect(connections).toBe(1);
    await mailer.send(email);
    expect(connections).toBe(2);
    await mailer.close();
  });

  it('signs with new credentials once those of the role run out, and asks for them no sooner', async () => {
    let issued = 0;
    const secondsLeft = [3, 3_600];
    await using role = await startServer((_, response) => {
      const expiresAt = Date.now() + (secondsLeft[issued] ?? 3_600) * 1_000;
      issued += 1;
      response.setHeader('Content-Type', 'application/json').end(
        JSON.stringify({
          AccessKeyId: `KEY${issued}`,
          SecretAccessKey: 'secret',
          Token: 'token',
          Expiration: new Date(expiresAt).toISOString(),
        }),
      );
    });
    await using ses = await startServer((_, response) => void response.end(taken));
    // As a pod is given them: EKS Pod Identity answers under this address.
    process.env['AWS_CONTAINER_CREDENTIALS_FULL_URI'] = `${role.url}/role`;
    const mailer = mailerOf(ses.url, ofTheRole);
    await mailer.send(email);
    await sleep(3_100);
    await mailer.send(email);
    await mailer.send(email);
    delete process.env['AWS_CONTAINER_CREDENTIALS_FULL_URI'];
    const signers = ses.received.map(
      ({ authorization }) => /Credential=(\w+)/.exec(authorization ?? '')?.[1],
    );
    expect(signers).toEqual(['KEY1', 'KEY2', 'KEY2']);
    expect(issued).toBe(2);
    await mailer.close();
  });
});

interface Server extends AsyncDisposable {
  readonly url: string;
  readonly received: IncomingHttpHeaders[];
  onConnection(listener: () => void): void;
}

async function startServer(answer: RequestListener): Promise<Server> {
  const received: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      received.push(request.headers);
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    onConnection: (listener) => server.on('connection', listener),
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

describe('an email template', () => {
  const view = { name: '<b>Ann</b> & "Bob"', links: [{ url: '/a' }, { url: '/b' }] };

  it('is escaped for HTML', () => {
    const html = renderEmail('Hi {{name}}{{#links}} {{url}}{{/links}}', view);
    expect(html).toBe('Hi &lt;b&gt;Ann&lt;&#x2F;b&gt; &amp; &quot;Bob&quot; &#x2F;a &#x2F;b');
  });

  it('is left alone for text', () => {
    expect(renderEmail('Hi {{name}}', view, { format: 'text' })).toBe('Hi <b>Ann</b> & "Bob"');
  });
});
