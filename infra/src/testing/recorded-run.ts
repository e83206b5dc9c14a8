import { CommandMissing, type Run, type RunOptions, type RunResult } from '../commands/run.ts';

export interface Call {
  readonly command: string;
  readonly args: readonly string[];
  readonly options: RunOptions;
  /** Program and arguments as one line: what every user of the machine could read. */
  readonly line: string;
}

type Answer = string | Partial<RunResult> | ((call: Call) => string | Partial<RunResult>);

/** What programs answer, by a pattern of `program arguments`. */
export type Answers = readonly (readonly [pattern: RegExp, answer: Answer])[];

/** Programs that are not there: a `Run` that answers from a table, and remembers every call. */
export class RecordedRun {
  readonly calls: Call[] = [];
  readonly #answers: Answers;

  /** @param answers the first pattern that matches `program arguments` answers; what none matches is not installed */
  constructor(...answers: Answers) {
    this.#answers = answers;
  }

  get lines(): readonly string[] {
    return this.calls.map(({ line }) => line);
  }

  readonly run: Run = async (command, args, options = {}) => {
    const call = { command, args, options, line: [command, ...args].join(' ') };
    this.calls.push(call);
    const found = this.#answers.find(([pattern]) => pattern.test(call.line));
    if (found === undefined) throw new CommandMissing(command);
    const answer = typeof found[1] === 'function' ? found[1](call) : found[1];
    return { code: 0, stdout: '', stderr: '', ...(typeof answer === 'string' ? { stdout: answer } : answer) };
  };
}

/** How the AWS CLI fails. */
export const awsFailure = (code: string, operation: string): Partial<RunResult> => ({
  code: 254,
  stderr: `\nAn error occurred (${code}) when calling the ${operation} operation: no\n`,
});
