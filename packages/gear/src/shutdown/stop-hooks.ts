type Hook = () => Promise<void> | void;

/** What is to be ended, last begun first; one that fails does not keep the others from ending. */
export class StopHooks {
  readonly #hooks: Hook[] = [];

  add(hook: Hook): void {
    this.#hooks.push(hook);
  }

  /** Runs each once. @throws the first failure, after all have run. */
  async run(): Promise<void> {
    const failures: unknown[] = [];
    for (let hook = this.#hooks.pop(); hook !== undefined; hook = this.#hooks.pop()) {
      try {
        await hook();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
