import type { Attack } from '../attack/attack.ts';
import { accountRaces } from './account-races.ts';
import { budgets } from './budgets.ts';
import { canaries } from './canaries.ts';
import { captcha } from './captcha.ts';
import { enumeration } from './enumeration.ts';
import { fuzz } from './fuzz.ts';
import { headers } from './headers.ts';
import { jwt } from './jwt.ts';
import { links } from './links.ts';
import { lockOut } from './lock-out.ts';
import { mailBombing } from './mail-bombing.ts';
import { partitions } from './partitions.ts';
import { passwordBombs } from './password-bombs.ts';
import { peers } from './peers.ts';
import { rawHttp } from './raw-http.ts';
import { sessions } from './sessions.ts';
import { slowClients } from './slow-clients.ts';
import { sqlmap } from './sqlmap.ts';

/** In the order in which they run: times while the machine is quiet, the logs of all of it at the end. */
export const attacks: readonly Attack[] = [
  enumeration,
  links,
  sessions,
  accountRaces,
  jwt,
  peers,
  budgets,
  lockOut,
  mailBombing,
  captcha,
  headers,
  rawHttp,
  fuzz,
  partitions,
  slowClients,
  passwordBombs,
  sqlmap,
  canaries,
];
