import { styleText } from 'node:util';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { ConfigurationError, type Environment } from '../config.ts';
import { loadEnvironments } from '../synthesis/load-environments.ts';
import { chooseEnvironment, refuseExampleDomain } from './choose-environment.ts';
import { PriceMissing } from '../cost/estimate.ts';
import { CommandError } from './command-error.ts';
import { CommandMissing } from './run.ts';

type Options = NonNullable<ParseArgsConfig['options']>;
type Values<O extends Options> = ReturnType<
  typeof parseArgs<{ options: O; allowPositionals: true }>
>['values'];

export interface MainOptions<O extends Options> {
  /** As npm knows it: `infra:up`. */
  readonly name: string;
  readonly options: O;
  /** True for commands that only read our own files. */
  readonly worksWithExampleDomain?: boolean;
}

/**
 * The main program of a command: reads its arguments, finds the environment, runs the body and shows what went wrong in
 * words. The body's answer, when it gives one, is the exit code.
 */
export async function mainOf<O extends Options>(
  { name, options, worksWithExampleDomain = false }: MainOptions<O>,
  body: (environment: Environment, values: Values<O>) => Promise<number | void>,
): Promise<void> {
  try {
    const { positionals, values } = parseArgs({ options, allowPositionals: true });
    const environment = chooseEnvironment(name, positionals[0], await loadEnvironments());
    if (!worksWithExampleDomain) refuseExampleDomain(environment);
    process.exitCode = (await body(environment, values)) ?? 0;
  } catch (error) {
    if (!isForItsUser(error)) throw error;
    console.error(styleText('red', error.message));
    process.exitCode = 1;
  }
}

function isForItsUser(error: unknown): error is Error {
  const known = [CommandError, CommandMissing, ConfigurationError, PriceMissing].some(
    (type) => error instanceof type,
  );
  const wrongArgument =
    error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  return known || wrongArgument;
}
