import { Aws } from '../aws.ts';
import { requirePrograms } from '../doctor/doctor.ts';
import { checkPrograms } from '../doctor/programs.ts';
import { requireAccount } from '../identity.ts';
import { mainOf } from '../main-of.ts';
import { run } from '../run.ts';
import { writeStacks } from '../stacks.ts';
import { terminal } from '../terminal.ts';
import { Terraform } from '../terraform.ts';
import { localPort } from './local-port.ts';
import { requireTarget, targetNames, targetOf } from './targets.ts';
import { tunnel } from './tunnel.ts';

const options = { port: { type: 'string' } } as const;
const usage = { name: 'tunnel', options, follows: `<${targetNames.join('|')}>` };

/** `npm run tunnel -- production postgres [--port 15432]`: database or cache, on a port of this machine. */
await mainOf(usage, async (environment, { port }, [named]) => {
  // Said before anything is asked of AWS.
  const targetName = requireTarget(named, environment);
  requirePrograms(await checkPrograms(run, environment, ['terraform', 'aws']));
  const aws = new Aws(run, environment.region);
  await requireAccount(environment, aws);
  const data = writeStacks(environment).find(({ name }) => name === 'data');
  if (data === undefined) throw new Error(`${environment.name} has no data stack`);
  const terraform = await Terraform.find(run);
  await terraform.init(data, '-reconfigure');
  const target = targetOf(targetName, environment, await terraform.outputs(data));
  // The session gets it too, and ends; we wait for that.
  process.on('SIGINT', () => {});
  await tunnel(environment, target, await localPort(port), { run, aws, terminal });
});
