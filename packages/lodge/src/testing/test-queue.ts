import { randomBytes } from 'node:crypto';
import { LODGE_REGION } from '../lodge/environment.ts';
import { deadLetterName, queueArn } from '../sqs/queues.ts';
import { testLodge } from './test-lodge.ts';

export interface TestQueueOptions {
  /** How long a received message is hidden from others, in seconds. Default: 30. */
  visibilityTimeoutSeconds?: number;
  /** After this many receives a message moves to the dead letters. Default: 5. */
  maxReceiveCount?: number;
}

export interface TestQueue {
  name: string;
  deadLetterName: string;
}

/** A queue for one test, with a dead-letter queue of its own. */
export async function createTestQueue({
  visibilityTimeoutSeconds = 30,
  maxReceiveCount = 5,
}: TestQueueOptions = {}): Promise<TestQueue> {
  const name = `test-${randomBytes(8).toString('hex')}`;
  const deadLetters = deadLetterName(name);
  await createQueue(deadLetters, {});
  await createQueue(name, {
    VisibilityTimeout: `${visibilityTimeoutSeconds}`,
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn(deadLetters), maxReceiveCount }),
  });
  return { name, deadLetterName: deadLetters };
}

/** One call does not earn the AWS SDK, which takes a test file longer to load than the test takes. */
async function createQueue(name: string, attributes: Record<string, string>): Promise<void> {
  // A connection kept from an earlier file may close under the request; a queue may be asked for twice.
  const response = await askForQueue(name, attributes).catch(() => askForQueue(name, attributes));
  if (!response.ok) throw new Error(`Queue ${name} was not created: ${await response.text()}`);
}

function askForQueue(name: string, attributes: Record<string, string>): Promise<Response> {
  return fetch(testLodge().sqs.endpoint, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-amz-json-1.0',
      'X-Amz-Target': 'AmazonSQS.CreateQueue',
      Authorization: `AWS4-HMAC-SHA256 Credential=lodge/20000101/${LODGE_REGION}/sqs/aws4_request`,
    },
    body: JSON.stringify({ QueueName: name, Attributes: attributes }),
  });
}
