import { lodgeEnvironment } from '../lodge/environment.ts';
import { type LodgeAddresses, lodgeServiceNames } from '../lodge/lodge.types.ts';
import { isRecord } from '../machine/is-record.ts';

export interface TestLodge extends LodgeAddresses {
  /** The GNAR_… variables that point a service at this lodge. */
  environment(): Record<string, string>;
}

/**
 * The lodge that jest's global setup started, or whose addresses are in GNAR_TEST_LODGE.
 * @throws when there is none, because the jest project does not name the global setup
 */
export function testLodge(): TestLodge {
  const addresses = publishedAddresses();
  if (addresses === undefined) {
    throw new Error(
      'GNAR_TEST_LODGE is not set: name packages/lodge/src/testing/global-setup.ts as globalSetup of the jest project',
    );
  }
  return { ...addresses, environment: () => lodgeEnvironment(addresses) };
}

/** Leaves the addresses for the processes that run the test files; undefined takes them back. */
export function publishAddresses(addresses: LodgeAddresses | undefined): void {
  if (addresses === undefined) delete process.env['GNAR_TEST_LODGE'];
  else process.env['GNAR_TEST_LODGE'] = JSON.stringify(addresses);
}

export function publishedAddresses(): LodgeAddresses | undefined {
  const text = process.env['GNAR_TEST_LODGE'];
  if (!text) return undefined;
  const addresses: unknown = JSON.parse(text);
  if (isLodgeAddresses(addresses)) return addresses;
  throw new Error(`GNAR_TEST_LODGE must be JSON with ${lodgeServiceNames.join(', ')}`);
}

function isLodgeAddresses(value: unknown): value is LodgeAddresses {
  return isRecord(value) && lodgeServiceNames.every((name) => isRecord(value[name]));
}
