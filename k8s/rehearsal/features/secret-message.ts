import { setTimeout as sleep } from 'node:timers/promises';
import type { RehearsedFeature } from '../features.ts';

const MESSAGE_LIMIT_MS = 20_000;
const POLL_MS = 100;

export const rehearsed = {
  does: 'checks in with the peer and gets the secret message from the queue',
  // The walk in a browser expects "not yet" first.
  settings: { GNAR_SECRET_MESSAGE_DELAY_SECONDS: '2' },

  use: async (person) => {
    const promise = await person.use('checkIn');
    const parameter = /get-message\/([\w-]+)/.exec(promise.text)?.[1] ?? '';
    const deadline = Date.now() + MESSAGE_LIMIT_MS;
    while ((await person.ask('getMessage', { parameter })).status === 404 && Date.now() < deadline) {
      await sleep(POLL_MS);
    }
    await person.use('getMessage', { parameter });
  },
} satisfies RehearsedFeature;
