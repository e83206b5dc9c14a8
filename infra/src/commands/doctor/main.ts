import { Aws } from '../aws.ts';
import { resolveNameServers } from '../delegation.ts';
import { mainOf } from '../main-of.ts';
import { run } from '../run.ts';
import { terminal } from '../terminal.ts';
import { examine, linesOf } from './doctor.ts';

/** `npm run infra:doctor -- staging`: what is missing before `infra:up`, and what to do about it. */
await mainOf({ name: 'infra:doctor', options: {} }, async (environment) => {
  const aws = new Aws(run, environment.region);
  const findings = await examine(environment, { run, aws, resolve: resolveNameServers });
  for (const line of linesOf(findings)) terminal.say(line);
  return findings.some(({ state }) => state === 'bad') ? 1 : 0;
});
