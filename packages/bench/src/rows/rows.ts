import { beside } from './beside.ts';
import { growth } from './growth.ts';
import { logIns } from './log-in.ts';
import { mounted } from './mounted.ts';
import { outbox } from './outbox.ts';
import type { Row } from './row.ts';
import { startAndMemory } from './start-and-memory.ts';
import { tenFortyFive } from './ten-forty-five.ts';
import { userGet } from './user-get.ts';

export const rows: readonly Row[] = [
  userGet,
  mounted,
  logIns,
  beside,
  startAndMemory,
  tenFortyFive,
  outbox,
  growth,
];
