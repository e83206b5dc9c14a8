import type { Message, MessageAttributeValue, SQSClient } from '@aws-sdk/client-sqs';
import { awsCredentials, awsTimeouts } from '../aws/client-settings.ts';
import { sqsTimeouts } from '../aws/requests.ts';
import type { SqsConfig } from '../config/gear-schema.ts';
import type { CarriedContext, Tracing } from '../tracing/tracing.ts';

export interface SendOptions {
  /** 0 to 900: SQS's own limit. */
  delaySeconds?: number;
}

export interface ReceiveOptions {
  maxMessages: number;
  waitSeconds: number;
  visibilityTimeoutSeconds: number | undefined;
  signal: AbortSignal;
}

const longestDelaySeconds = 900;

/** SQS by queue name: sending, and what a poll needs. */
export class Queues {
  readonly #config: SqsConfig;
  readonly #tracing: Tracing;
  readonly #urls = new Map<string, Promise<string>>();
  #sdk: ReturnType<typeof loadSdk> | undefined;
  #client: Promise<SQSClient> | undefined;

  constructor(config: SqsConfig, tracing: Tracing) {
    this.#config = config;
    this.#tracing = tracing;
  }

  /** Sends a JSON message and returns its id. @throws RangeError for a delay that SQS would refuse. */
  async send(queueName: string, body: object, { delaySeconds = 0 }: SendOptions = {}): Promise<string> {
    if (!Number.isInteger(delaySeconds) || delaySeconds < 0 || delaySeconds > longestDelaySeconds) {
      throw new RangeError(`A message can be delayed by 0 to ${longestDelaySeconds} whole seconds.`);
    }
    const attributes = { 'messaging.system': 'aws_sqs', 'messaging.destination.name': queueName };
    return this.#tracing.span({ name: `send ${queueName}`, kind: 'producer', attributes }, async () => {
      const { SendMessageCommand } = await this.#load();
      const QueueUrl = await this.#url(queueName);
      const client = await this.#open();
      const { MessageId = '' } = await client.send(
        new SendMessageCommand({
          QueueUrl,
          MessageBody: JSON.stringify(body),
          DelaySeconds: delaySeconds,
          MessageAttributes: attributesOf(this.#tracing.carried),
        }),
      );
      return MessageId;
    });
  }

  /** One long poll. */
  async receive(queueName: string, options: ReceiveOptions): Promise<Message[]> {
    const { ReceiveMessageCommand } = await this.#load();
    const QueueUrl = await this.#url(queueName);
    const client = await this.#open();
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: options.maxMessages,
        WaitTimeSeconds: options.waitSeconds,
        VisibilityTimeout: options.visibilityTimeoutSeconds,
        MessageSystemAttributeNames: ['ApproximateReceiveCount'],
        MessageAttributeNames: [...carriedNames],
      }),
      { abortSignal: options.signal },
    );
    return Messages;
  }

  async delete(queueName: string, receiptHandle: string): Promise<void> {
    const { DeleteMessageCommand } = await this.#load();
    const QueueUrl = await this.#url(queueName);
    const client = await this.#open();
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: receiptHandle }));
  }

  async close(): Promise<void> {
    if (this.#client !== undefined) (await this.#client).destroy();
  }

  #url(queueName: string): Promise<string> {
    const known = this.#urls.get(queueName);
    if (known !== undefined) return known;
    const url = this.#lookUp(queueName);
    this.#urls.set(queueName, url);
    // Only an answer is kept: a failed look-up is made again.
    url.catch(() => this.#urls.delete(queueName));
    return url;
  }

  async #lookUp(queueName: string): Promise<string> {
    const { GetQueueUrlCommand } = await this.#load();
    const client = await this.#open();
    const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: queueName }));
    if (QueueUrl === undefined) throw new Error(`SQS gave no address for the queue ${queueName}.`);
    return QueueUrl;
  }

  // On first use, since the SDK is most of a service's start time, and once.
  #load(): ReturnType<typeof loadSdk> {
    this.#sdk ??= loadSdk().catch((error: unknown) => {
      // The next use tries again.
      this.#sdk = undefined;
      throw error;
    });
    return this.#sdk;
  }

  #open(): Promise<SQSClient> {
    this.#client ??= this.#load().then(
      (sdk) => createClient(sdk, this.#config),
      (error: unknown) => {
        this.#client = undefined;
        throw error;
      },
    );
    return this.#client;
  }
}

const loadSdk = () => import('@aws-sdk/client-sqs');

function createClient({ SQSClient }: Awaited<ReturnType<typeof loadSdk>>, config: SqsConfig): SQSClient {
  return new SQSClient({
    region: config.sqsRegionName,
    endpoint: config.sqsEndpoint,
    credentials: awsCredentials(config.sqsAccessKeyId, config.sqsSecretAccessKey),
    maxAttempts: 1,
    requestHandler: awsTimeouts(sqsTimeouts.connectMs, sqsTimeouts.answerMs),
  });
}

/** Attributes of a message that say which work sent it. */
const carriedNames = ['requestId', 'traceparent'] as const;

function attributesOf(carried: CarriedContext | undefined): Record<string, MessageAttributeValue> {
  const given = carriedNames.map((name) => [name, carried?.[name]] as const);
  return Object.fromEntries(
    given.flatMap(([name, StringValue]) =>
      StringValue === undefined ? [] : [[name, { DataType: 'String', StringValue }]],
    ),
  );
}

/** The work that sent a message; a message that does not say is its own. */
export function carriedBy({ MessageId = '', MessageAttributes = {} }: Message): CarriedContext {
  const { requestId, traceparent } = MessageAttributes;
  return { requestId: requestId?.StringValue ?? MessageId, traceparent: traceparent?.StringValue };
}
