import type { z } from 'zod';
import { CommandError } from './command-error.ts';
import type { Run } from './run.ts';

/** The AWS CLI answered with an error. */
export class AwsError extends CommandError {
  /** AWS's word for it, such as `ParameterNotFound`; empty when the CLI itself failed. */
  readonly code: string;

  constructor(operation: string, stderr: string) {
    super(`aws ${operation} failed: ${stderr.trim()}`);
    this.code = /\((\w+)\) when calling/.exec(stderr)?.[1] ?? '';
  }
}

/** The AWS CLI, in one region. */
export class Aws {
  readonly #run: Run;
  readonly #region: string;

  constructor(run: Run, region: string) {
    this.#run = run;
    this.#region = region;
  }

  /**
   * Calls an operation (`['ssm', 'put-parameter']`).
   * @param input the request as the API knows it; goes by standard input, because arguments can be read by every user
   * @throws AwsError
   */
  async call(operation: readonly string[], input?: Readonly<Record<string, unknown>>): Promise<string> {
    const result = await this.#run(
      'aws',
      [
        ...operation,
        ...['--region', this.#region, '--output', 'json', '--no-cli-pager'],
        ...(input === undefined ? [] : ['--cli-input-json', 'file:///dev/stdin']),
      ],
      input === undefined ? {} : { input: JSON.stringify(input) },
    );
    if (result.code !== 0) throw new AwsError(operation.slice(0, 2).join(' '), result.stderr);
    return result.stdout;
  }

  /** Calls an operation and reads its answer. @throws AwsError, or ZodError when AWS answers something else */
  async read<T>(
    operation: readonly string[],
    schema: z.ZodType<T>,
    input?: Readonly<Record<string, unknown>>,
  ): Promise<T> {
    return schema.parse(JSON.parse(await this.call(operation, input)));
  }
}
