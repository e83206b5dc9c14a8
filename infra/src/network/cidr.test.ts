import { describe, expect, it } from '@jest/globals';
import { cidrProblem } from './cidr.ts';

describe('a block for a network', () => {
  it.each(['10.20.0.0/16', '172.31.0.0/16', '192.168.0.0/16', '10.0.0.0/28', '10.255.255.240/28'])(
    '%s is fine',
    (block) => {
      expect(cidrProblem(block)).toBeUndefined();
    },
  );

  it.each([
    ['', 'is not an IPv4 block such as 10.20.0.0/16'],
    ['10.20.0.0', 'is not an IPv4 block'],
    ['10.20/16', 'is not an IPv4 block'],
    ['10.20.0.256/16', 'is not an IPv4 block'],
    ['10.20.0.0/33', 'is not an IPv4 block'],
    ['fd00::/16', 'is not an IPv4 block'],
    ['10.0.0.0/8', 'has 8 bits: a VPC takes 16 to 28'],
    ['10.0.0.0/29', 'has 29 bits'],
    ['172.32.0.0/16', 'is not a private block'],
    ['100.64.0.0/16', 'is not a private block'],
    ['10.20.0.1/16', 'does not begin its block: write 10.20.0.0/16'],
    ['010.20.0.0/16', 'is not an IPv4 block'],
    ['10.20.0.0/016', 'write 10.20.0.0/16'],
    ['10.20.255.0/20', 'write 10.20.240.0/20'],
  ])('%p is told what is wrong with it: %s', (block, message) => {
    expect(cidrProblem(block)).toContain(message);
  });
});
