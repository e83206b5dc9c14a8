import { LODGE_REGION } from '../lodge/environment.ts';
import type { Stores } from './emulator-internals.ts';

/** The account number that emulated queues belong to. */
const ACCOUNT = '000000000000';

/** A message that was received this often and never deleted moves to the dead letters. */
const MAX_RECEIVE_COUNT = 5;

export const deadLetterName = (queue: string) => `${queue}-dead-letters`;

export const queueArn = (queue: string) => `arn:aws:sqs:${LODGE_REGION}:${ACCOUNT}:${queue}`;

export const queueUrl = (endpoint: string, queue: string) => `${endpoint}/${ACCOUNT}/${queue}`;

/** Makes those of the queues, and of their dead-letter queues, that are not there yet. */
export function ensureQueues(store: Stores['sqsStore'], endpoint: string, names: readonly string[]): void {
  for (const name of names) {
    ensureQueue(store, endpoint, deadLetterName(name), {});
    ensureQueue(store, endpoint, name, {
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: queueArn(deadLetterName(name)),
        maxReceiveCount: MAX_RECEIVE_COUNT,
      }),
    });
  }
}

function ensureQueue(
  store: Stores['sqsStore'],
  endpoint: string,
  name: string,
  attributes: Record<string, string>,
): void {
  if (store.getQueueByName(name)) return;
  store.createQueue(name, queueUrl(endpoint, name), queueArn(name), attributes);
}
