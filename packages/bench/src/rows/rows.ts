import { modulesIn } from '@gnar/lodge/named-modules';
import { beside } from './beside.ts';
import { growth } from './growth.ts';
import { logIns } from './log-in.ts';
import { mounted } from './mounted.ts';
import { outbox } from './outbox.ts';
import type { Row } from './row.ts';
import { startAndMemory } from './start-and-memory.ts';
import { userGet } from './user-get.ts';

/** `src/features/<name>.ts` exports a row of the feature, and goes with it. */
const modules = await modulesIn<{ readonly row: Row }>(new URL('../features/', import.meta.url));
const ofFeatures = [...modules.values()].map(({ row }) => row);

export const rows: readonly Row[] = [
  userGet,
  mounted,
  logIns,
  beside,
  startAndMemory,
  ...ofFeatures,
  outbox,
  growth,
];
