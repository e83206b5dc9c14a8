/** Jest's environment for Node, in which the tests after one that failed are skipped: one is enough to notice. */
import { TestEnvironment } from 'jest-environment-node';

export default class extends TestEnvironment {
  #isNoticed = false;

  handleTestEvent({ name, test }) {
    if (name === 'test_done' && test.errors.length > 0) this.#isNoticed = true;
    // Instead of an exit: what afterAll clears away (databases, servers) goes also after a failure.
    if (name === 'test_start' && this.#isNoticed && test.errors.length === 0) test.mode = 'skip';
  }
}
