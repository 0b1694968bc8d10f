import { expect, test } from 'vitest';
import type { RunEnding } from '../../src/ledger/types/run.ts';
import { ORG, PUSH, temporaryFolder, temporaryLedger } from './temporary-ledger.ts';

const PULL = { kind: 'pull', orgId: ORG, orgName: 'local' } as const;
const COUNTS = { input: 3, accepted: 2, rejected: 0, unprocessed: 0, unchanged: 1 };

async function done(): Promise<RunEnding<string>> {
  return { status: 'done', result: 'fine' };
}

test('what a pull keeps is there for the next one, for each environment of Heap by itself', async () => {
  const folder = temporaryFolder();
  const { ledger } = temporaryLedger(folder);
  await ledger.withRun(PULL, async (run) => {
    run.savePull('11', { since: 'a' }, COUNTS);
    run.savePull('11', { since: 'b' }, COUNTS);
    run.savePull('12', { since: 'c' }, COUNTS);
    return done();
  });
  const again = temporaryLedger(folder).ledger;
  expect(again.pullDocument(ORG, '11')).toEqual({ since: 'b' });
  expect(again.pullDocument(ORG, '12')).toEqual({ since: 'c' });
  expect(again.pullDocument('00DOTHER', '11')).toBeUndefined();
});

test('a pull that fails keeps what it had done with what it had saved', async () => {
  const { ledger } = temporaryLedger();
  const failing = ledger.withRun(PULL, async (run) => {
    run.savePull('11', { since: 'a' }, COUNTS);
    throw new Error('the net is gone');
  });
  await expect(failing).rejects.toThrow('the net is gone');
  expect(ledger.listRuns()).toMatchObject([{ status: 'failed', counts: COUNTS }]);
});

test('a pull and a push of one org go on side by side, and two pulls do not', async () => {
  const { ledger } = temporaryLedger();
  await ledger.withRun(PUSH, async () => {
    await ledger.withRun(PULL, async (pull) => {
      await expect(ledger.withRun(PULL, done)).rejects.toThrow(`in use by ${pull.id}`);
      await expect(ledger.withRun(PUSH, done)).rejects.toThrow('in use by push-');
      return done();
    });
    expect(ledger.listRuns().map(({ kind, status }) => [kind, status])).toEqual([
      ['pull', 'done'],
      ['push', 'running'],
    ]);
    return done();
  });
});
