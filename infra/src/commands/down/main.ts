import { estimate } from '../../cost/estimate.ts';
import { Aws } from '../aws.ts';
import { requirePrograms } from '../doctor/doctor.ts';
import { checkPrograms } from '../doctor/programs.ts';
import { requireAccount } from '../identity.ts';
import { kopsOf } from '../kops.ts';
import { mainOf } from '../main-of.ts';
import { run } from '../run.ts';
import { writeStacks } from '../stacks.ts';
import { terminal } from '../terminal.ts';
import { Terraform } from '../terraform.ts';
import { down } from './down.ts';

const options = { 'destroy-data': { type: 'boolean', default: false } } as const;

/** `npm run infra:down -- staging [--destroy-data]`: the way back. */
await mainOf({ name: 'infra:down', options }, async (environment, values) => {
  requirePrograms(await checkPrograms(run, environment, ['terraform', 'aws', 'kops']));
  const aws = new Aws(run, environment.region);
  const terraform = await Terraform.find(run);
  await requireAccount(environment, aws);
  const costs = new Map(estimate(environment).map(({ stack, monthlyUsd }) => [stack, monthlyUsd]));
  const stacks = writeStacks(environment);
  await down(environment, stacks, values['destroy-data'], {
    terraform,
    aws,
    terminal,
    kops: kopsOf(environment, stacks, run),
    costOf: (stack) => costs.get(stack) ?? 0,
    now: new Date(),
  });
});
