import type { SESClient } from '@aws-sdk/client-ses';
import { awsCredentials, awsTimeouts } from '../aws/client-settings.ts';
import type { SesConfig } from '../config/gear-schema.ts';
import type { Tracing } from '../tracing/tracing.ts';

export interface Email {
  to: string;
  subject: string;
  html: string;
  text: string;
}

const connectTimeoutMs = 2_000;

/**
 * Sends email through SES. One client is kept, with its connections: making one costs more than what it sends, and it
 * fetches rotated credentials itself (docs/adr/0015).
 */
export class Mailer {
  readonly #config: SesConfig;
  readonly #tracing: Tracing;
  readonly #answerTimeoutMs: number;
  #client: Promise<SESClient> | undefined;

  /** @param answerTimeoutMs what SES has for its answer; nothing of it may come later. */
  constructor(config: SesConfig, tracing: Tracing, answerTimeoutMs = 5_000) {
    this.#config = config;
    this.#tracing = tracing;
    this.#answerTimeoutMs = answerTimeoutMs;
  }

  /** One attempt; the caller, a job, repeats it. @throws what SES throws. */
  send(email: Email): Promise<void> {
    return this.#tracing.span({ name: 'send email', kind: 'client' }, () => this.#send(email));
  }

  async #send({ to, subject, html, text }: Email): Promise<void> {
    const { SendEmailCommand } = await import('@aws-sdk/client-ses');
    // The SDK is loaded by now: no failure is kept in place of a client.
    const client = await (this.#client ??= createClient(this.#config, this.#answerTimeoutMs));
    await client.send(
      new SendEmailCommand({
        Source: this.#config.emailSender,
        Destination: { ToAddresses: [to] },
        Message: {
          Subject: { Data: subject, Charset: 'UTF-8' },
          Body: { Html: { Data: html, Charset: 'UTF-8' }, Text: { Data: text, Charset: 'UTF-8' } },
        },
      }),
    );
  }

  async close(): Promise<void> {
    if (this.#client !== undefined) (await this.#client).destroy();
  }
}

async function createClient(config: SesConfig, answerTimeoutMs: number): Promise<SESClient> {
  // Loaded on first use: the SDK is most of a service's start time.
  const { SESClient } = await import('@aws-sdk/client-ses');
  return new SESClient({
    region: config.sesRegionName,
    endpoint: config.sesEndpoint,
    credentials: awsCredentials(config.sesAccessKeyId, config.sesSecretAccessKey),
    maxAttempts: 1,
    // Nothing is added to the client once it is made.
    cacheMiddleware: true,
    requestHandler: awsTimeouts(connectTimeoutMs, answerTimeoutMs),
  });
}
