/** `node hashing-process.ts <true or false>`: hashes, at low priority or not, and prints the priorities of its threads. */
import { getPriority } from 'node:os';
import { Argon2 } from '../argon2/argon2.ts';
import { poolThreads } from '../argon2/thread-priority.ts';

const [lowPriority] = process.argv.slice(2);
const settings = { memoryCost: 19_456, timeCost: 2, parallelism: 1, inFlight: 2, queueMax: 64 };
await new Argon2({ ...settings, lowPriority: lowPriority === 'true' }).prepare();
const pool = (await poolThreads()).map((id) => getPriority(id));
process.stdout.write(JSON.stringify({ eventLoop: getPriority(), pool }));
