/** Tells mutant-run.ts over descriptor 3, a line of JSON each, which test file has begun and how it ended. */
import { writeSync } from 'node:fs';

const tell = (event) => writeSync(3, `${JSON.stringify(event)}\n`);

export default class {
  onTestFileStart({ path }) {
    tell({ path });
  }

  onTestFileResult({ path }, { perfStats, testExecError, testResults }) {
    const failed = testResults.find(({ status }) => status === 'failed');
    const failure = failed ? failed.failureMessages.join('\n') : testExecError?.message;
    tell({ path, ms: perfStats.end - perfStats.start, test: failed?.fullName, failure });
  }
}
