import { z } from 'zod';
import type { Environment } from '../../config.ts';
import { prefixOf } from '../../naming.ts';
import type { Aws } from '../aws.ts';
import { CommandError } from '../command-error.ts';
import { CommandMissing, type Run } from '../run.ts';
import type { Terminal } from '../terminal.ts';
import type { Target } from './targets.ts';

export interface TunnelParts {
  readonly run: Run;
  readonly aws: Aws;
  readonly terminal: Terminal;
}

const instancesSchema = z.object({
  Reservations: z.array(z.object({ Instances: z.array(z.object({ InstanceId: z.string() })) })),
});

/**
 * Forwards a local port to the target through one of the environment's nodes, until who started it presses Ctrl-C.
 * @throws CommandError when no node runs, or the session fails; CommandMissing when AWS's programs are not installed
 */
export async function tunnel(
  environment: Environment,
  target: Target,
  localPort: number,
  parts: TunnelParts,
): Promise<void> {
  await requirePlugin(parts.run);
  const node = await findNode(environment, parts.aws);
  const lines = target.instructions(localPort);
  for (const line of lines) parts.terminal.say(line);
  parts.terminal.say(`\n127.0.0.1:${localPort} → ${node} → ${target.host}:${target.port}. Ctrl-C ends it.`);
  const parameters = {
    host: [target.host],
    portNumber: [String(target.port)],
    localPortNumber: [String(localPort)],
  };
  const { code } = await parts.run(
    'aws',
    [
      ...['ssm', 'start-session', '--region', environment.region, '--target', node],
      ...['--document-name', 'AWS-StartPortForwardingSessionToRemoteHost'],
      ...['--parameters', JSON.stringify(parameters)],
    ],
    { inherit: true },
  );
  // Ctrl-C is how it ends: 130 by the shell's count, 128 where a signal came first.
  if (code !== 0 && code !== 128 && code !== 130) throw new CommandError(sessionFailed(environment, node));
}

async function requirePlugin(run: Run): Promise<void> {
  try {
    await run('session-manager-plugin', ['--version']);
  } catch (error) {
    if (!(error instanceof CommandMissing)) throw error;
    throw new CommandError(
      'AWS’s session-manager-plugin is not installed: ' +
        'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html',
    );
  }
}

/** A node that carries pods: database and cache admit its group, and no other. */
async function findNode(environment: Environment, aws: Aws): Promise<string> {
  const { project, name } = environment;
  const { Reservations } = await aws.read(['ec2', 'describe-instances'], instancesSchema, {
    Filters: [
      { Name: 'tag:Project', Values: [project] },
      { Name: 'tag:Environment', Values: [name] },
      { Name: 'instance.group-name', Values: [`${prefixOf(environment)}-workload`] },
      { Name: 'instance-state-name', Values: ['running'] },
    ],
  });
  const [node] = Reservations.flatMap(({ Instances }) => Instances);
  if (node !== undefined) return node.InstanceId;
  throw new CommandError(
    `No node of ${name} runs in ${environment.region}, and a tunnel goes through one. Is the cluster up?`,
  );
}

const sessionFailed = (environment: Environment, node: string): string =>
  [
    'AWS refused the session; it says why above.',
    `  TargetNotConnected: the agent on ${node} has not called home yet; wait a minute.`,
    `  AccessDeniedException: take the role ${prefixOf(environment)}-engineer, or ask for it.`,
  ].join('\n');
