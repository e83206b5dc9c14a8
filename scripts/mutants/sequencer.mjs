/** Runs the test files in the order of GNAR_MUTANT_TESTS, a JSON array of paths. */
const order = JSON.parse(process.env.GNAR_MUTANT_TESTS);

export default class {
  sort(tests) {
    return tests.toSorted((one, other) => order.indexOf(one.path) - order.indexOf(other.path));
  }

  // Jest calls it after a run, for its own order of the next one.
  cacheResults() {}
}
