import { randomUUID } from 'node:crypto';
import type { Queues } from '@gnar/gear/queues';

export interface CheckInService {
  /** Sends a secret message on its way. @returns a sentence that says where it will arrive, and when */
  checkIn(): Promise<string>;
}

interface CheckInOptions {
  readonly queues: Pick<Queues, 'send'>;
  readonly queueName: string;
  readonly delaySeconds: number;
}

const SECRET_MESSAGE = 'The snow is best where no one groomed it. Over and out!';

export function createCheckInService({ queues, queueName, delaySeconds }: CheckInOptions): CheckInService {
  return {
    async checkIn() {
      const id = randomUUID();
      await queues.send(queueName, { id, message: SECRET_MESSAGE }, { delaySeconds });
      // The walkthrough's own words: they say a minute whatever the delay is.
      return `Off-Piste checking in! Check back with Piste at /10-45/get-message/${id} in 1 minute for a secret message.`;
    },
  };
}
