import { startLodge } from '../lodge/start-lodge.ts';
import type { Lodge } from '../lodge/lodge.types.ts';
import { publishAddresses, publishedAddresses } from './test-lodge.ts';

declare global {
  /** The lodge of this jest run: setup and teardown are loaded apart and meet here. */
  var gnarTestLodge: Promise<Lodge> | undefined;
}

/**
 * Jest's globalSetup: one lodge for the whole run, however many projects name it. A lodge whose addresses
 * are in GNAR_TEST_LODGE already is used as it is.
 */
export default async function globalSetup(): Promise<void> {
  if (publishedAddresses()) return;
  globalThis.gnarTestLodge ??= startLodge();
  const { postgres, redis, sqs, ses, stubs } = await globalThis.gnarTestLodge;
  publishAddresses({ postgres, redis, sqs, ses, stubs });
}
