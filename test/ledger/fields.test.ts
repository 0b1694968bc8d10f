import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { openLedger } from '../../src/ledger/open-ledger.ts';
import type { MadeField } from '../../src/ledger/types/field.ts';
import { ORG, PUSH, temporaryFolder, temporaryLedger } from './temporary-ledger.ts';

const APPLY = { ...PUSH, kind: 'apply' } as const;
const field: MadeField = {
  object: 'Heap_Account_Usage__c',
  field: 'Sessions__c',
  metric: 'Sessions',
  label: 'Sessions',
  helpText: 'Number of "session".',
  type: 'Number(18, 0)',
  history: false,
  access: ['Heap_Metric_Access'],
};

test('what a run did to fields is told with the run, in its order', async () => {
  const { ledger } = temporaryLedger();
  const { object, field: name, metric } = field;
  await ledger.withRun(APPLY, async (run) => {
    run.addDeeds([
      { object, field: name, metric, deed: 'created', detail: 'Number(18, 0)' },
      { object, field: name, metric, deed: 'granted' },
    ]);
    return { status: 'done', result: undefined };
  });
  expect(ledger.showRun('latest').fields).toEqual([
    { object, field: name, metric, deed: 'created', detail: 'Number(18, 0)' },
    { object, field: name, metric, deed: 'granted' },
  ]);
});

test('how a field was left is known by org, the last word counts, and it outlives its run', async () => {
  const { ledger, clock } = temporaryLedger();
  for (const history of [false, true]) {
    clock.advance(1000);
    await ledger.withRun(APPLY, async (run) => {
      run.setMade([{ ...field, history }]);
      return { status: 'done', result: undefined };
    });
  }
  expect(ledger.madeFields('00D0000000000OtherAA')).toEqual([]);
  ledger.prune(new Date('2030-01-01'));
  expect(ledger.listRuns()).toEqual([]);
  expect(ledger.madeFields(ORG)).toMatchObject([
    { ...field, history: true, runId: expect.stringMatching(/^apply-/), made: new Date('2026-07-01T07:00:02Z') },
  ]);
  await ledger.withRun(APPLY, async (run) => {
    run.dropMade([field]);
    return { status: 'done', result: undefined };
  });
  expect(ledger.madeFields(ORG)).toEqual([]);
});

test('a ledger of the first version gets what came since, and keeps what is in it', async () => {
  const folder = temporaryFolder();
  const database = new DatabaseSync(`${folder}/ledger.sqlite`);
  database.exec(readFileSync(new URL('ledger-1.sql', import.meta.url), 'utf8'));
  database.exec(
    `INSERT INTO run (id, kind, org_id, org_name, status, pid, started)
     VALUES ('push-1', 'push', '${ORG}', 'old', 'done', 1, '2026-01-01T00:00:00.000Z')`,
  );
  database.close();
  const ledger = openLedger(folder, { clock: systemClock });
  expect(ledger.showRun('push-1')).toMatchObject({ orgName: 'old', fields: [] });
  expect(ledger.madeFields(ORG)).toEqual([]);
  ledger.close();
});
