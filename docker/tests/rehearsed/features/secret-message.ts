import { expect, it } from '@jest/globals';
import type { Product } from '../../../rehearse/start-product.ts';

export function describeFeature(product: () => Product): void {
  const ask = (port: string, path: string) => fetch(`http://127.0.0.1:${product().port(port)}${path}`);

  it.each(['piste', 'edge'])('checks in at the peer, over the queue, when %s is asked', async (port) => {
    expect(await (await ask(port, '/10-45')).json()).toMatch(/ checking in! .*\/10-45\/get-message\//);
  });

  it('is refused by the peer when the caller is no service of ours', async () => {
    expect((await ask('off-piste', '/check-in')).status).toBe(401);
  });
}
