import { estimate, totalOf } from '../../cost/estimate.ts';
import { Aws } from '../aws.ts';
import { cacheUserOf } from '../cache-user.ts';
import { requirePrograms } from '../doctor/doctor.ts';
import { checkPrograms } from '../doctor/programs.ts';
import { resolveNameServers } from '../delegation.ts';
import { requireAccount } from '../identity.ts';
import { kopsOf } from '../kops.ts';
import { mainOf } from '../main-of.ts';
import { run } from '../run.ts';
import { Secrets } from '../secrets.ts';
import { writeStacks } from '../stacks.ts';
import { terminal } from '../terminal.ts';
import { Terraform } from '../terraform.ts';
import { rotateSecret } from './keep-secrets.ts';
import { confirmCost, up } from './up.ts';

const options = {
  yes: { type: 'boolean', default: false },
  'no-wait': { type: 'boolean', default: false },
  rotate: { type: 'string' },
} as const;

/** `npm run infra:up -- staging`: puts up everything, or brings it to what the files say now. */
await mainOf({ name: 'infra:up', options }, async (environment, { yes, rotate, 'no-wait': noWait }) => {
  requirePrograms(await checkPrograms(run, environment, ['terraform', 'aws', 'kops']));
  const terraform = await Terraform.find(run);
  const aws = new Aws(run, environment.region);
  const { Account } = await requireAccount(environment, aws);
  const stacks = writeStacks(environment);
  if (rotate !== undefined) {
    const data = stacks.find(({ name }) => name === 'data');
    if (data !== undefined) await terraform.init(data, '-reconfigure');
    const outputs = data === undefined ? {} : await terraform.outputs(data);
    const secrets = new Secrets(aws, environment);
    await rotateSecret(rotate, {
      secrets,
      terminal,
      cacheUser: cacheUserOf(aws, outputs),
    });
    return 0;
  }
  terminal.say(`Account ${Account}, region ${environment.region}, domain ${environment.domain}.`);
  if (!yes) await confirmCost(environment, totalOf(estimate(environment)), terminal);
  const done = await up(environment, stacks, {
    terraform,
    aws,
    terminal,
    kops: kopsOf(environment, stacks, run),
    resolve: resolveNameServers,
    wait: !noWait,
  });
  if (!done) return 2;
  terminal.say(`\n✓ ${environment.name} is up. Next: npm run infra:outputs -- ${environment.name}`);
  return 0;
});
