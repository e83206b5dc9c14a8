import { styleText } from 'node:util';
import { ConfigurationError, type Environment } from '../config.ts';
import { PriceMissing } from '../cost/estimate.ts';
import { loadEnvironments } from '../synthesis/load-environments.ts';
import { argumentsOf, asksForHelp, type Options, type Usage, usageOf, type Values } from './arguments-of.ts';
import { chooseEnvironment, refuseExampleDomain } from './choose-environment.ts';
import { CommandError } from './command-error.ts';
import { CommandMissing } from './run.ts';

export interface MainOptions<O extends Options> extends Usage<O> {
  /** True for commands that only read our own files. */
  readonly worksWithExampleDomain?: boolean;
}

/**
 * The main program of a command: reads its arguments, finds the environment, runs the body and shows what went wrong in
 * words. The body's answer, when it gives one, is the exit code; it gets the words after the environment's name too.
 */
export async function mainOf<O extends Options>(
  { worksWithExampleDomain = false, ...usage }: MainOptions<O>,
  body: (
    environment: Environment,
    values: Values<O>,
    positionals: readonly string[],
  ) => Promise<number | void>,
): Promise<void> {
  try {
    const args = process.argv.slice(2);
    if (asksForHelp(args)) {
      console.log(usageOf(usage));
      return;
    }
    const { positionals, values } = argumentsOf(usage, args);
    const [named] = positionals;
    const environment = chooseEnvironment(usage.name, named, await loadEnvironments(named));
    if (!worksWithExampleDomain) refuseExampleDomain(environment);
    process.exitCode = (await body(environment, values, positionals.slice(1))) ?? 0;
  } catch (error) {
    if (!isForItsUser(error)) throw error;
    console.error(styleText('red', error.message));
    process.exitCode = 1;
  }
}

const isForItsUser = (error: unknown): error is Error =>
  [CommandError, CommandMissing, ConfigurationError, PriceMissing].some((type) => error instanceof type);
