import './global-setup.ts';
import { publishAddresses } from './test-lodge.ts';

/** Jest's globalTeardown: stops the lodge that the global setup of this run started. */
export default async function globalTeardown(): Promise<void> {
  const lodge = await globalThis.gnarTestLodge;
  if (lodge === undefined) return;
  globalThis.gnarTestLodge = undefined;
  publishAddresses(undefined);
  await lodge.stop();
}
