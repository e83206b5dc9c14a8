import { describe, expect, it } from '@jest/globals';
import { TestOrder } from './test-order.ts';

const tests = [
  { path: 'slow.test.ts', ms: 900 },
  { path: 'quick.test.ts', ms: 300 },
];
const paths = (order: TestOrder, source: string) => order.for(source, tests).map(({ path }) => path);

describe('the order of test files', () => {
  it('starts with the quick ones', () => {
    expect(paths(new TestOrder(), 'a.ts')).toEqual(['quick.test.ts', 'slow.test.ts']);
  });

  it('prefers a slow one that has killed more mutants of the same source file', () => {
    const order = new TestOrder();
    for (let mistakes = 0; mistakes < 3; mistakes += 1) order.noted('a.ts', 'slow.test.ts');
    expect(paths(order, 'a.ts')).toEqual(['slow.test.ts', 'quick.test.ts']);
    expect(paths(order, 'b.ts')).toEqual(['quick.test.ts', 'slow.test.ts']);
  });
});
