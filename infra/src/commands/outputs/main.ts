import { join } from 'node:path';
import { Aws } from '../aws.ts';
import { requirePrograms } from '../doctor/doctor.ts';
import { checkPrograms } from '../doctor/programs.ts';
import { requireAccount } from '../identity.ts';
import { mainOf } from '../main-of.ts';
import { run } from '../run.ts';
import { writeStacks } from '../stacks.ts';
import { terminal } from '../terminal.ts';
import { Terraform } from '../terraform.ts';
import { writeOutputs } from './outputs.ts';

const overlays = join(import.meta.dirname, '..', '..', '..', '..', 'k8s', 'overlays');

/** `npm run infra:outputs -- staging [--env-file <path>]`: what the cluster, or a laptop, needs to know about AWS. */
await mainOf(
  { name: 'infra:outputs', options: { 'env-file': { type: 'string' } } },
  async (environment, values) => {
    requirePrograms(await checkPrograms(run, environment, ['terraform', 'aws']));
    const aws = new Aws(run, environment.region);
    const terraform = await Terraform.find(run);
    await requireAccount(environment, aws);
    await writeOutputs(environment, writeStacks(environment), {
      terraform,
      aws,
      terminal,
      overlay: join(overlays, environment.name),
      envFile: values['env-file'],
    });
  },
);
