import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { Mistake } from '../../src/base/errors.ts';
import { openLedger } from '../../src/ledger/open-ledger.ts';
import type { RunEnding } from '../../src/ledger/types/run.ts';
import { ORG, PUSH, temporaryFolder, temporaryLedger } from './temporary-ledger.ts';

const CHILD = fileURLToPath(new URL('./child-run.ts', import.meta.url));

async function done(): Promise<RunEnding<string>> {
  return { status: 'done', result: 'fine' };
}

/** Starts the child and waits until it has done so many steps. */
async function childAt(folder: string, steps: number): Promise<{ child: ChildProcess; id: string }> {
  const child = spawn(process.execPath, [CHILD, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let id = '';
  for await (const line of createInterface({ input: child.stdout! })) {
    if (id === '') id = line;
    if (line === `step ${steps}`) break;
  }
  return { child, id };
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

test('a second run of one org is refused, with the name of the first; another org is free', async () => {
  const { ledger } = temporaryLedger();
  await ledger.withRun(PUSH, async (run) => {
    try {
      await ledger.withRun({ ...PUSH, kind: 'apply' }, done);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(Mistake);
      expect(error).toMatchObject({ trouble: 'busy', facts: { run: run.id, pid: process.pid } });
      expect((error as Mistake).message).toBe(
        `Org local is in use by ${run.id} (process ${process.pid}, started 2026-07-01T07:00:00.000Z).`,
      );
    }
    expect(await ledger.withRun({ ...PUSH, orgId: '00DOTHER' }, done)).toBe('fine');
    return done();
  });
  expect(await ledger.withRun(PUSH, done)).toBe('fine');
  expect(ledger.listRuns().map(({ status }) => status)).toEqual(['done', 'done', 'done']);
});

test('the run of a living process holds its org, whoever opens the ledger', async () => {
  const folder = temporaryFolder();
  const { child, id } = await childAt(folder, 3);
  const { ledger } = temporaryLedger(folder);
  expect(ledger.listRuns()).toMatchObject([{ id, status: 'running', pid: child.pid }]);
  await expect(ledger.withRun(PUSH, done)).rejects.toThrow(`in use by ${id} (process ${child.pid}`);
  await kill(child);
  expect(await ledger.withRun(PUSH, done)).toBe('fine');
  expect(ledger.showRun(id)).toMatchObject({ status: 'failed', error: { interrupted: true } });
});

test.each([1, 2, 5, 17, 60])(
  'after a kill at step %i all that was written is there, and the run is interrupted',
  async (steps) => {
    const folder = temporaryFolder();
    const { child, id } = await childAt(folder, steps);
    await kill(child);
    const ledger = openLedger(folder, { clock: { now: () => new Date() } });
    onTestFinished(() => ledger.close());
    const run = ledger.showRun(id);
    expect(run).toMatchObject({ status: 'failed', error: { name: 'Interrupted', interrupted: true } });
    expect(run.jobs.length).toBeGreaterThanOrEqual(steps);
    expect(ledger.unsettledJobs(ORG)).toHaveLength(run.jobs.length);
    expect([...ledger.rejectedRows(id)].length).toBeGreaterThanOrEqual(steps);
    expect(ledger.creditsSpent(ORG)).toBeGreaterThanOrEqual(steps);
    expect(run.jobs.map(({ jobId }) => jobId)).toEqual(run.jobs.map((_, index) => `750-${index + 1}`));
  },
);

test('a run that may wait comes after the one that holds the org, and tells whom it waits for', async () => {
  const { ledger } = temporaryLedger();
  const order: string[] = [];
  const [begun, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const first = ledger.withRun(PUSH, async () => {
    begun.resolve();
    await over.promise;
    order.push('first');
    return done();
  });
  await begun.promise;
  const waits: string[] = [];
  const second = ledger.withRun(
    PUSH,
    async () => {
      order.push('second');
      return done();
    },
    {
      whenBusy: 'wait',
      onWait: (who) => {
        waits.push(who);
        over.resolve();
      },
    },
  );
  await Promise.all([first, second]);
  expect(order).toEqual(['first', 'second']);
  expect(waits[0]).toContain(`(process ${process.pid}, started`);
});
