import type { ChaosFeature } from '../chaos/features.ts';

export const chaos = {
  async use(client, call) {
    const outcome = await client.try('GET', '/10-45', call);
    if (outcome === 'lost' || outcome.status !== 200) return undefined;
    return /get-message\/([\w-]+)/.exec(String(outcome.json))?.[1];
  },

  async isKept(client, id, call) {
    return (await client.ask('GET', `/10-45/get-message/${id}`, call)).status === 200;
  },
} satisfies ChaosFeature;
