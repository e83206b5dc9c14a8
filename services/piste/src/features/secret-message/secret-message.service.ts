import { NotFoundError } from '@gnar/gear/errors';
import type { Redis } from '@gnar/gear/redis';
import { z } from 'zod';
import { findMessage, keepMessage } from './secret-message.store.ts';

/** What off-piste puts on the queue. */
const queuedMessageSchema = z.object({ id: z.uuid(), message: z.string().max(1_000) });

export interface SecretMessageService {
  /** Takes a message from the queue. @throws when it is none, so that it ends among the dead letters */
  receive(queued: unknown): Promise<void>;
  /** @throws NotFoundError `message_not_found` before it came and after an hour */
  find(id: string): Promise<string>;
}

export function createSecretMessageService(redis: Redis): SecretMessageService {
  return {
    async receive(queued) {
      const { id, message } = queuedMessageSchema.parse(queued);
      await keepMessage(redis, id, message);
    },

    async find(id) {
      const message = await findMessage(redis, id);
      if (message === null) throw new NotFoundError('message_not_found', 'No such message, or not yet.');
      return message;
    },
  };
}
