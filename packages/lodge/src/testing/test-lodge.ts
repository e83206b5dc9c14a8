import { lodgeEnvironment } from '../lodge/environment.ts';
import type { LodgeAddresses } from '../lodge/lodge.types.ts';

/** Where jest's global setup leaves the addresses for the test files. */
export const TEST_LODGE_VARIABLE = 'GNAR_TEST_LODGE';

export interface TestLodge extends LodgeAddresses {
  /** The GNAR_… variables that point a service at this lodge. */
  environment(): Record<string, string>;
}

/**
 * The lodge that jest's global setup started, or whose addresses somebody put into GNAR_TEST_LODGE.
 * @throws when there is none: then the jest project does not name the global setup
 */
export function testLodge(): TestLodge {
  const text = process.env[TEST_LODGE_VARIABLE];
  if (!text) {
    throw new Error(
      `${TEST_LODGE_VARIABLE} is not set: let the jest project name packages/lodge/src/testing/global-setup.ts`,
    );
  }
  const addresses: LodgeAddresses = JSON.parse(text);
  return { ...addresses, environment: () => lodgeEnvironment(addresses) };
}
