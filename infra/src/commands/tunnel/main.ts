import { parseArgs } from 'node:util';
import { Aws } from '../aws.ts';
import { requireAccount } from '../identity.ts';
import { mainOf } from '../main-of.ts';
import { run } from '../run.ts';
import { writeStacks } from '../stacks.ts';
import { terminal } from '../terminal.ts';
import { Terraform } from '../terraform.ts';
import { localPort } from './local-port.ts';
import { targetOf } from './targets.ts';
import { tunnel } from './tunnel.ts';

const options = { port: { type: 'string' } } as const;

/** `npm run tunnel -- production postgres [--port 15432]`: database or cache, on a port of this machine. */
await mainOf({ name: 'tunnel', options }, async (environment, { port }) => {
  const [, targetName] = parseArgs({ options, allowPositionals: true }).positionals;
  // Said before anything is asked of AWS.
  if (targetName === undefined) targetOf(targetName, environment, {});
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
