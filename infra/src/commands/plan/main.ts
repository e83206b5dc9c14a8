import { Aws } from '../aws.ts';
import { requirePrograms } from '../doctor/doctor.ts';
import { checkPrograms } from '../doctor/programs.ts';
import { requireAccount } from '../identity.ts';
import { mainOf } from '../main-of.ts';
import { run } from '../run.ts';
import { writeStacks } from '../stacks.ts';
import { terminal } from '../terminal.ts';
import { Terraform } from '../terraform.ts';
import { planAll, summaryOf } from './plan.ts';

/** `npm run infra:plan -- staging`: what `infra:up` would do; changes nothing. */
await mainOf({ name: 'infra:plan', options: {} }, async (environment) => {
  requirePrograms(await checkPrograms(run, environment, ['terraform', 'aws']));
  const terraform = await Terraform.find(run);
  const aws = new Aws(run, environment.region);
  await requireAccount(environment, aws);
  const plans = await planAll(writeStacks(environment), { terraform, aws, terminal });
  terminal.say('');
  for (const line of summaryOf(plans)) terminal.say(line);
});
