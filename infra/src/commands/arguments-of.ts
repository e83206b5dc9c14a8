import { type ParseArgsConfig, parseArgs } from 'node:util';
import { CommandError } from './command-error.ts';

export type Options = NonNullable<ParseArgsConfig['options']>;
export type Values<O extends Options> = ReturnType<
  typeof parseArgs<{ options: O; allowPositionals: true }>
>['values'];

export interface Usage<O extends Options> {
  /** As npm knows it: `infra:up`. */
  readonly name: string;
  readonly options: O;
  /** What follows the environment: `<postgres|redis>`. */
  readonly follows?: string;
}

export interface Arguments<O extends Options> {
  readonly positionals: readonly string[];
  readonly values: Values<O>;
}

/** Whether the usage was asked for. */
export const asksForHelp = (args: readonly string[]): boolean =>
  args.includes('--help') || args.includes('-h');

/** `npm run infra:up -- <environment> [--yes] [--rotate <value>]`. */
export function usageOf<O extends Options>({ name, options, follows }: Usage<O>): string {
  const optional = Object.entries(options).map(
    ([option, { type }]) => `[--${option}${type === 'string' ? ' <value>' : ''}]`,
  );
  return [`npm run ${name} -- <environment>`, ...(follows === undefined ? [] : [follows]), ...optional].join(
    ' ',
  );
}

/** @throws CommandError that shows the usage, for an option that there is not or that lacks its value */
export function argumentsOf<O extends Options>(usage: Usage<O>, args: readonly string[]): Arguments<O> {
  try {
    const { options } = usage;
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    if (!isWrongArgument(error)) throw error;
    // The first sentence tells what is wrong; what follows it is for programmers.
    throw new CommandError(`${error.message.split(/\.?(?: |\n)(?=To |Did )/)[0]}.\n  ${usageOf(usage)}`);
  }
}

const isWrongArgument = (error: unknown): error is Error =>
  typeof error === 'object' &&
  error !== null &&
  'message' in error &&
  'code' in error &&
  String(error.code).startsWith('ERR_PARSE_ARGS');
