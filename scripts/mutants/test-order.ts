import type { TimedTest } from './mutant-run.ts';

/** Which test files to run first: those that noticed other mistakes in the same source file, and the quick ones. */
export class TestOrder {
  readonly #noticed = new Map<string, number>();

  noted(source: string, test: string): void {
    this.#noticed.set(key(source, test), this.#countOf(source, test) + 1);
  }

  for(source: string, tests: readonly TimedTest[]): TimedTest[] {
    // Mistakes noticed per second of the test.
    const worth = ({ path, ms }: TimedTest) => (1 + this.#countOf(source, path)) / ms;
    return tests.toSorted((one, other) => worth(other) - worth(one));
  }

  #countOf(source: string, test: string): number {
    return this.#noticed.get(key(source, test)) ?? 0;
  }
}

function key(source: string, test: string): string {
  return `${source} ${test}`;
}
