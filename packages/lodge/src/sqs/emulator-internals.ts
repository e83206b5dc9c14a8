import type { BuildAppOptions } from 'fauxqs';
import { isRecord } from '../machine/is-record.ts';

export type Stores = NonNullable<BuildAppOptions['stores']>;
type Persistence = NonNullable<Stores['sqsStore']['persistence']>;

/** The classes of fauxqs from which its own starter puts the emulator together. */
export interface EmulatorInternals {
  SqsStore: new () => Stores['sqsStore'];
  SnsStore: new () => Stores['snsStore'];
  S3Store: new () => Stores['s3Store'];
  PersistenceManager: new (folder: string) => Persistence;
}

/**
 * Loads them by file, because the package exports only its starter, which listens on every network
 * interface. @throws when an update of the package has moved them
 */
export async function loadEmulatorInternals(): Promise<EmulatorInternals> {
  const home = import.meta.resolve('fauxqs');
  const files = ['sqs/sqsStore.js', 'sns/snsStore.js', 's3/s3Store.js', 'persistence.js'];
  const modules: unknown[] = await Promise.all(files.map((file) => import(new URL(file, home).href)));
  const internals = Object.fromEntries(modules.filter(isRecord).flatMap((module) => Object.entries(module)));
  if (!hasInternals(internals)) throw new Error('fauxqs is not built as expected: pin the version that is');
  return internals;
}

function hasInternals(internals: object): internals is EmulatorInternals {
  return ['SqsStore', 'SnsStore', 'S3Store', 'PersistenceManager'].every((name) => name in internals);
}
