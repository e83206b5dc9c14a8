import type { LodgeAddresses } from './lodge.types.ts';
import { startLodge } from './start-lodge.ts';

/** A run of its own for the tests that kill it: starts a lodge, prints its addresses, and waits. */
export interface RunReport {
  postgres: LodgeAddresses['postgres'];
  servers: (number | undefined)[];
}

const dataDir = process.argv[2];
const lodge = await startLodge({ dataDir });
const report: RunReport = {
  postgres: lodge.postgres,
  servers: (['postgres', 'redis', 'sqs', 'ses', 'stubs'] as const).map((service) => lodge.pid(service)),
};
process.send?.(report);
