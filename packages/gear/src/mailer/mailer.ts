import type { SesConfig } from '../config/gear-schema.ts';

export interface Mail {
  to: string;
  subject: string;
  html: string;
  text: string;
}

const connectTimeoutMs = 2_000;
const requestTimeoutMs = 5_000;

/** Sends mail through SES. A new client per use, as in 2018: mails are rare and credentials rotate. */
export class Mailer {
  readonly #config: SesConfig;

  constructor(config: SesConfig) {
    this.#config = config;
  }

  /** One attempt; whoever calls (the outbox) repeats it. @throws what SES throws. */
  async send({ to, subject, html, text }: Mail): Promise<void> {
    // Loaded on first use: the SDK is most of a service's start time.
    const { SESClient, SendEmailCommand } = await import('@aws-sdk/client-ses');
    const { sesRegionName, sesEndpoint, sesAccessKeyId, sesSecretAccessKey, emailSender } = this.#config;
    const client = new SESClient({
      region: sesRegionName,
      endpoint: sesEndpoint,
      credentials: awsCredentials(sesAccessKeyId, sesSecretAccessKey),
      maxAttempts: 1,
      requestHandler: { connectionTimeout: connectTimeoutMs, requestTimeout: requestTimeoutMs },
    });
    try {
      await client.send(
        new SendEmailCommand({
          Source: emailSender,
          Destination: { ToAddresses: [to] },
          Message: {
            Subject: { Data: subject, Charset: 'UTF-8' },
            Body: { Html: { Data: html, Charset: 'UTF-8' }, Text: { Data: text, Charset: 'UTF-8' } },
          },
        }),
      );
    } finally {
      client.destroy();
    }
  }
}

/** The configured keys; undefined lets the SDK's default chain decide (IRSA, Pod Identity). */
export function awsCredentials(
  accessKeyId: string | undefined,
  secretAccessKey: string | undefined,
): { accessKeyId: string; secretAccessKey: string } | undefined {
  return accessKeyId === undefined || secretAccessKey === undefined
    ? undefined
    : { accessKeyId, secretAccessKey };
}
