import { describe, expect, it } from '@jest/globals';
import { defineEnvironment } from './config.ts';
import { environmentWith, synthesised } from './testing/synthesised.ts';

describe('x', () => {
  it('y', () => {
    expect(synthesised(environmentWith()).resources.length).toBe(0);
    expect(() => defineEnvironment({} as never)).toThrow('environments/undefined.ts');
  });
});
