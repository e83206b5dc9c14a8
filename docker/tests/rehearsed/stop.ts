import { expect, it } from '@jest/globals';
import { services } from '../../../services.ts';
import type { Product } from '../../rehearse/start-product.ts';

/** Seconds that Kubernetes and compose wait before they kill. */
const GRACE_SECONDS = 20;

/** Ends the product, each image by the signal that its Dockerfile names. */
export function describeStop(product: () => Product): void {
  it('answers as unavailable, in a problem, when piste is gone', async () => {
    await product()
      .container('piste')
      .stop('SIGTERM', GRACE_SECONDS * 1000);
    const response = await fetch(`http://127.0.0.1:${product().port('edge')}/user/get`, { method: 'POST' });
    expect(response.status).toBe(503);
    expect(response.headers.get('Retry-After')).toBe('2');
    expect(await response.json()).toMatchObject({ code: 'unavailable', status: 503 });
  });

  it.each([
    ...services.map(({ name, kind }) => [name, kind === 'node' ? 'SIGTERM' : 'SIGQUIT'] as const),
    ['edge', 'SIGQUIT'] as const,
    ['lodge', 'SIGTERM'] as const,
  ])('ends %s by itself upon %s', async (name, signal) => {
    const container = product().container(name);
    await container.stop(signal, GRACE_SECONDS * 1000);
    expect(await container.ended).toBe(0);
  });
}
