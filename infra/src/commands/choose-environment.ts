import type { Environment } from '../config.ts';
import { CommandError } from './command-error.ts';

const EXAMPLE = /(?:^|\.)example\.(?:com|org|net)$/;

/**
 * The environment that the command line names.
 * @throws CommandError that lists the known ones when it names none of them.
 */
export function chooseEnvironment(
  command: string,
  name: string | undefined,
  environments: readonly Environment[],
): Environment {
  const chosen = environments.find((environment) => environment.name === name);
  if (chosen !== undefined) return chosen;
  const known = environments.map((environment) => `  npm run ${command} -- ${environment.name}`);
  const problem = name === undefined ? 'Which environment?' : `There is no environment "${name}".`;
  throw new CommandError([problem, ...known].join('\n'));
}

/** @throws CommandError for what the repository comes with, which are example values. */
export function refuseExampleDomain({ name, domain, alarmEmail, delivery }: Environment): void {
  const examples = [
    ...(EXAMPLE.test(domain) ? [`domain (${domain})`] : []),
    ...(EXAMPLE.test(alarmEmail.split('@')[1] ?? '') ? [`alarmEmail (${alarmEmail})`] : []),
    // The owner of that repository would have the role that deploys.
    ...[delivery.github, delivery.gitlab]
      .filter((repository) => repository?.startsWith('example/'))
      .map((repository) => `delivery (${repository})`),
  ];
  if (examples.length === 0) return;
  throw new CommandError(
    `${name} still has what the repository came with: ${examples.join(', ')}. ` +
      `Write your own into infra/environments/${name}.ts and try again.`,
  );
}
