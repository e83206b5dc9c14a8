import { buildApp } from 'fauxqs';
import { LODGE_REGION } from '../lodge/environment.ts';
import { refusalOf } from '../machine/own-callers.ts';
import { LOOPBACK } from '../machine/ports.ts';
import { keep } from '../supervisor/keep.ts';
import { type Stores, loadEmulatorInternals } from './emulator-internals.ts';
import { ensureQueues, queueUrl } from './queues.ts';

export interface SqsSettings {
  port: number;
  /** Where queues and messages outlast the process. */
  folder: string;
  queues: readonly string[];
  /** Further names that it answers under. */
  hosts: readonly string[];
}

keep<SqsSettings>(async ({ port, folder, queues, hosts }) => {
  const endpoint = `http://${LOOPBACK}:${port}`;
  const { stores, close } = await openStores(endpoint, folder);
  ensureQueues(stores.sqsStore, endpoint, queues);
  const app = buildApp({ logger: false, defaultRegion: LODGE_REGION, stores });
  app.addHook('onRequest', async (request, reply) => {
    const refusal = refusalOf(request.headers, hosts);
    if (refusal !== undefined) await reply.code(403).send(refusal);
  });
  await app.listen({ port, host: LOOPBACK });
  return {
    pid: process.pid,
    stop: async () => {
      await app.close();
      close();
    },
  };
});

/** Stores that load what the folder holds and write every change to it at once. */
async function openStores(endpoint: string, folder: string): Promise<{ stores: Stores; close: () => void }> {
  const { SqsStore, SnsStore, S3Store, PersistenceManager } = await loadEmulatorInternals();

  /** A queue's URL names the port it is served on now, not the one it had when it was stored. */
  class LodgeSqsStore extends SqsStore {
    override createQueue(...[name, , ...rest]: Parameters<Stores['sqsStore']['createQueue']>) {
      return super.createQueue(name, queueUrl(endpoint, name), ...rest);
    }
  }

  const stores = { sqsStore: new LodgeSqsStore(), snsStore: new SnsStore(), s3Store: new S3Store() };
  const persistence = new PersistenceManager(folder);
  // Load first, connect after: a store that is connected writes everything it loads once more.
  persistence.loadSqsAndSns(stores.sqsStore, stores.snsStore);
  stores.sqsStore.persistence = persistence;
  for (const queue of stores.sqsStore.allQueues()) queue.persistence = persistence;
  return { stores, close: () => persistence.close() };
}
