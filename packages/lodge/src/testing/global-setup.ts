import { startLodge } from '../lodge/start-lodge.ts';
import type { Lodge, LodgeAddresses } from '../lodge/lodge.types.ts';
import { TEST_LODGE_VARIABLE } from './test-lodge.ts';

declare global {
  /** The lodge of this jest run: setup and teardown are loaded apart and meet here. */
  var gnarTestLodge: Promise<Lodge> | undefined;
}

/**
 * Jest's globalSetup: one lodge for the whole run, however many projects name it. A lodge whose addresses
 * are in GNAR_TEST_LODGE already is used as it is.
 */
export default async function globalSetup(): Promise<void> {
  if (process.env[TEST_LODGE_VARIABLE]) return;
  globalThis.gnarTestLodge ??= startLodge();
  const { postgres, redis, sqs, ses, stubs } = await globalThis.gnarTestLodge;
  const addresses: LodgeAddresses = { postgres, redis, sqs, ses, stubs };
  process.env[TEST_LODGE_VARIABLE] = JSON.stringify(addresses);
}
