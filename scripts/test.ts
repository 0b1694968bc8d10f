// Runs the tests and closes with `N passed, N failed`, taken from the runner's own report.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'heap-salesforce-report-'));
const report = join(folder, 'report.json');
const runner = join('node_modules', 'vitest', 'vitest.mjs');
const { status } = spawnSync(
  process.execPath,
  [runner, 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)],
  { stdio: 'inherit' },
);

const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites } = JSON.parse(
  readFileSync(report, 'utf8'),
) as {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numFailedTestSuites: number;
};
rmSync(folder, { recursive: true });
// A file that cannot even be loaded holds no test, yet it is a failure.
const failed = numFailedTests === 0 ? numFailedTestSuites : numFailedTests;
const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : '';
process.stdout.write(`${numPassedTests} passed, ${failed} failed${skipped}\n`);
process.exitCode = status !== 0 || failed > 0 || numPassedTests === 0 ? 1 : 0;
