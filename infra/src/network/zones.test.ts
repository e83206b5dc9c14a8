import { describe, expect, it } from '@jest/globals';
import { environmentWith } from '../testing/synthesised.ts';
import { zonesProblem } from './zones.ts';

const existingVpc = {
  id: 'vpc-0a1b2c3d',
  cidr: '10.9.0.0/16',
  publicSubnetIds: ['subnet-00000001', 'subnet-00000002'],
  privateSubnetIds: ['subnet-00000003', 'subnet-00000004'],
  isolatedSubnetIds: ['subnet-00000005', 'subnet-00000006'],
};

describe('a region', () => {
  it.each(['us-east-1', 'eu-west-1', 'eu-central-1', 'sa-east-1'])(
    '%s has the zones a, b and c',
    (region) => {
      expect(zonesProblem(region)).toBeUndefined();
    },
  );

  it.each(['us-west-1', 'ap-northeast-1', 'ca-central-1'])(
    '%s is refused before anything is synthesised',
    (region) => {
      expect(() => environmentWith({ region })).toThrow(`${region} has`);
    },
  );

  it('without them is fine where there is a network already', () => {
    expect(() => environmentWith({ region: 'us-west-1', existingVpc })).not.toThrow();
  });
});
