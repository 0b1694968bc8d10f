import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ManualClock } from '../../src/base/clock.ts';
import { openLedger } from '../../src/ledger/open-ledger.ts';

export { ORG, PUSH } from './temporary-ledger-facts.ts';

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'heap-ledger-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A ledger in a folder of its own, with a clock that stands still. */
export function temporaryLedger(folder = temporaryFolder()) {
  const clock = new ManualClock('2026-07-01T07:00:00Z');
  let runs = 0;
  const ledger = openLedger(folder, { clock, chance: () => `aaa${++runs}` });
  return { folder, clock, ledger };
}
