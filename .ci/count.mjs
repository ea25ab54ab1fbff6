/**
 * Prints `N passed, N failed` from vitest's JSON report. A file that could not be loaded counts as one failure, and so
 * does a report that is not there: no tests are not passed tests. Exit code 1 unless something passed and nothing failed.
 */
import { readFileSync } from 'node:fs';

let passed = 0;
let failed = 0;
try {
  const report = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
  passed = report.numPassedTests;
  const broken = report.testResults.filter((file) => file.status === 'failed' && !file.assertionResults.some(isFailed));
  failed = report.numFailedTests + broken.length;
  const skipped = report.numTotalTests - passed - report.numFailedTests;
  if (skipped > 0) say(`${skipped} skipped`);
} catch (error) {
  say(`no report of the tests: ${error instanceof Error ? error.message : error}`);
  failed = 1;
}
say(`${passed} passed, ${failed} failed`);
process.exitCode = passed > 0 && failed === 0 ? 0 : 1;

/** @param {string} line */
function say(line) {
  process.stdout.write(`${line}\n`);
}

/** @param {{ status: string }} test */
function isFailed(test) {
  return test.status === 'failed';
}
