import { ConfigError } from './config-error.ts';
import {
  type Config,
  type EnvSchema,
  type Environment,
  type ReadConfigOptions,
  readConfig,
} from './read-config.ts';

/** The only place that touches process.env. */
export function processEnvironment(): Environment {
  return process.env;
}

/**
 * readConfig for a service's main module: reads this process's environment; when it is not complete, prints the
 * list on stderr and ends the process with code 1.
 */
export function readConfigOrExit<S extends EnvSchema>(schema: S, options: ReadConfigOptions = {}): Config<S> {
  try {
    return readConfig(schema, processEnvironment(), options);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return process.exit(1);
  }
}

/** The file that Node was started with. */
export function mainModulePath(): string {
  return process.argv[1] ?? process.cwd();
}

/** Whether a person may be reading along. */
export function standardOutputIsTerminal(): boolean {
  return process.stdout.isTTY;
}
