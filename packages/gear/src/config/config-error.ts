/** One environment variable that is missing or not as expected. */
export interface ConfigProblem {
  /** Full name, prefix included. */
  readonly name: string;
  /** What is wrong and which form is expected, ready to print. */
  readonly text: string;
}

/** Thrown by readConfig: every missing or bad environment variable at once, never a secret's value. */
export class ConfigError extends Error {
  readonly code = 'invalid_config';
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(`The environment is not complete:\n${problems.map(({ text }) => `  ${text}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}
