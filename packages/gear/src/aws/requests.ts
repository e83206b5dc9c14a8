/**
 * What infra must know of gear's requests to AWS: the actions that a role needs, and how long a request may take. It imports
 * nothing, so that infra reads it without gear's dependencies. A test compares it with the requests that gear makes.
 */
export const actions = {
  sendEmail: ['ses:SendEmail'],
  sendMessages: ['sqs:GetQueueUrl', 'sqs:SendMessage'],
  receiveMessages: ['sqs:DeleteMessage', 'sqs:GetQueueUrl', 'sqs:ReceiveMessage'],
} as const;

/** Milliseconds of a request to SQS; a long poll is answered after at most 20 s, so what takes longer is dead. */
export const sqsTimeouts = { connectMs: 2_000, answerMs: 30_000 } as const;
