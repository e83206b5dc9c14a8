import { locks } from 'node:worker_threads';
import { createJwtStore } from '@gnar/edge/jwt';
import type { FakeService } from '../../app/testing/fake-service.ts';
import { createClient } from '../client.ts';

/** A tab: all of them share the storage and, as a browser has them, the locks. */
export function clientOf(service: FakeService, timeout?: number) {
  window.fetch = service.fetch;
  const jwt = createJwtStore();
  const tokens: string[] = [];
  const client = createClient({ jwt, onToken: (token) => tokens.push(token), timeout, locks });
  return { client, jwt, tokens };
}
