import { type ParseArgsConfig, parseArgs } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;
type Values<O extends Options> = ReturnType<typeof parseArgs<{ options: O }>>['values'];

/**
 * The options that a program was started with. `--help` prints how to call it and ends it with 0; an option that it does
 * not have, or that lacks its value, ends it as `refuse` does.
 *
 * @param usage `npm run bench [-- --only <row>]…`, and a line for each option
 */
export function optionsOf<O extends Options>(usage: string, options: O): Values<O> {
  if (process.argv.includes('--help') || process.argv.includes('-h')) {
    process.stdout.write(`${usage.trim()}\n`);
    process.exit(0);
  }
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    // The first sentence says what is wrong; the rest is for programmers.
    const [wrong = ''] = String(error instanceof Error ? error.message : error).split(
      /\.?(?: |\n)(?=To |Did |This )/,
    );
    return refuse(`${wrong}.`);
  }
}

/** Ends a program that cannot do what it is asked for: one line says why, the status is 2. */
export function refuse(why: string): never {
  process.stderr.write(`${why} --help says what there is.\n`);
  process.exit(2);
}
