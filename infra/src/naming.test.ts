import { describe, expect, it } from '@jest/globals';
import { bucketName } from './naming.ts';
import { environmentWith } from './testing/synthesised.ts';

describe('the name of a bucket', () => {
  const long = (end: string) =>
    environmentWith({
      project: 'abcdefghijkl',
      name: 'mnopqrstuvwx',
      domain: `${'a-rather-long-name.'.repeat(5)}${end}`,
    });

  it('says whose it is, what for, and where', () => {
    expect(bucketName(environmentWith(), 'state')).toBe('gnar-test-state-example-com');
  });

  it('is one that S3 takes, however long the domain', () => {
    for (const environment of [environmentWith(), long('com')]) {
      expect(bucketName(environment, 'assets')).toMatch(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/);
    }
  });

  it('stays apart from another that begins alike', () => {
    expect(bucketName(long('com'), 'state')).not.toBe(bucketName(long('net'), 'state'));
  });

  it('is the same every time', () => {
    expect(bucketName(long('com'), 'state')).toBe(bucketName(long('com'), 'state'));
  });
});
