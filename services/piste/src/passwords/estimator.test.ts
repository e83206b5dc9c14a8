import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createEstimator, type Estimator } from './estimator.ts';

describe('the estimation of passwords', () => {
  let estimator: Estimator;
  beforeAll(() => {
    estimator = createEstimator();
  });
  afterAll(() => estimator.close());

  const request = { password: 'tuque-Glacier-7341-poudreuse', words: [] };

  it('looks at those that are about to be used before those that are only being typed', async () => {
    const order: string[] = [];
    const look = async (name: string, urgent?: boolean) => {
      await estimator.estimate(request, { urgent });
      order.push(name);
    };
    await Promise.all([look('in hand'), look('typed'), look('typed too'), look('to be used', true)]);
    expect(order).toEqual(['in hand', 'to be used', 'typed', 'typed too']);
  });

  it('has one in hand and eight waiting; the next is refused with 503, not called guessable', async () => {
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => estimator.estimate(request)));
    const refused = results.filter(({ status }) => status === 'rejected');
    expect(refused).toMatchObject([{ reason: { status: 503, code: 'unavailable' } }]);
    const accepted = results.filter((result) => result.status === 'fulfilled').map(({ value }) => value);
    expect(accepted).toEqual(Array(9).fill(expect.objectContaining({ score: 4, isGivenUp: false })));
  });
});
