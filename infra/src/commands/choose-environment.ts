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

/** @throws CommandError for the domain that the repository comes with, which belongs to nobody who reads this. */
export function refuseExampleDomain({ name, domain }: Environment): void {
  if (!EXAMPLE.test(domain)) return;
  throw new CommandError(
    `The domain of ${name} is still ${domain}: write your own, and your e-mail address, ` +
      `into infra/environments/${name}.ts and try again.`,
  );
}
