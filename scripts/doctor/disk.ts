import { statfs } from 'node:fs/promises';

/** A database, its logs and the front end's cache fit in this; a full disk damages all three. */
const NEEDED_MEGABYTES = 500;

/** @throws Error that says how much is free when the disk is nearly full. */
export async function assertEnoughDisk(directory: string): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  const free = Math.floor((bavail * bsize) / 1_000_000);
  if (free >= NEEDED_MEGABYTES) return;
  throw new Error(`Only ${free} MB are free on the disk of ${directory}; ${NEEDED_MEGABYTES} MB are needed.`);
}
