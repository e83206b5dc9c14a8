export type { MessageContext, QueuePoll } from './queue-poller.ts';
export type { Queues, SendOptions } from './queues.ts';
