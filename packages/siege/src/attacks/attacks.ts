import type { Attack } from '../attack/attack.ts';
import { accountRaces } from './account-races.ts';
import { budgets } from './budgets.ts';
import { enumeration } from './enumeration.ts';
import { links } from './links.ts';
import { lockOut } from './lock-out.ts';
import { mailBombing } from './mail-bombing.ts';
import { partitions } from './partitions.ts';
import { passwordBombs } from './password-bombs.ts';
import { sessions } from './sessions.ts';

/** In the order in which they run: times are measured while the machine is quiet. */
export const attacks: readonly Attack[] = [
  enumeration,
  links,
  sessions,
  accountRaces,
  budgets,
  lockOut,
  mailBombing,
  partitions,
  passwordBombs,
];
