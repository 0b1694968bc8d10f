import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXIT_CODES } from '../../src/frontends/exit-codes.ts';
import type { RunDetail } from '../../src/ledger/types/run.ts';
import type { PushReport } from '../../src/push/push-report.ts';
import type { RejectedRow } from '../../src/push/send/read-rejected.ts';
import { type RefusalRule, rulesByCode } from '../../src/salesforce/refusal-rules.ts';
import { contactOf, openPushDesk, type PushDesk } from '../support/push-desk.ts';

const RULES = Object.entries(rulesByCode);
const object = 'Heap_Contact_Usage__c';
/** So many that they go by Bulk API 2.0. */
const PEOPLE = 2001;

let desk: PushDesk;
beforeAll(async () => {
  desk = await openPushDesk({ people: PEOPLE });
});
afterAll(() => desk.close());

/** The HTTP status that such a code comes with. */
const STATUS: Readonly<Record<RefusalRule['advice'], number>> = {
  'sign-in': 401,
  wait: 403,
  'retry-now': 503,
  'retry-row': 400,
  'give-up': 400,
};

const isPassing = ({ advice }: RefusalRule) => advice === 'retry-row' || advice === 'retry-now';
const PASSING = RULES.filter(([, rule]) => isPassing(rule)).length;
const message = 'no: "so"\nand so';

describe('a row that is refused with a code of the table', () => {
  let report: PushReport;
  let listed: readonly RejectedRow[];

  beforeAll(async () => {
    for (const [at, [code]] of RULES.entries())
      desk.org.control.addFault({ kind: 'job-refuses-rows', object, rows: [at + 1], code, message });
    report = await desk.push();
    desk.org.control.clearFaults();
    const { json } = await desk.run('usage rejected --limit 1000 --json');
    listed = json<{ readonly rows: readonly RejectedRow[] }>().result.rows;
  });

  test.each(RULES)('%s: goes again by itself where that may help, and else is listed with what to do', (code, rule) => {
    const { action: advice } = rule;
    const recordId = contactOf(RULES.findIndex(([one]) => one === code));
    const values = { Sessions__c: '1', Last_Seen__c: '2026-06-20T12:00:00.000Z' };
    const row = { object, recordId, code, message, field: '', advice, values };
    expect(listed.filter((one) => one.code === code)).toEqual(isPassing(rule) ? [] : [row]);
  });

  test('is counted once, and the counts add up', async () => {
    const { input, accepted, rejected, unprocessed, unchanged } = report.counts;
    expect(accepted + rejected + unprocessed + unchanged).toBe(input);
    expect(report.levels.find(({ level }) => level === 'contact')).toMatchObject({
      retried: PASSING,
      unaccounted: 0,
      counts: { accepted: PEOPLE - RULES.length + PASSING, rejected: RULES.length - PASSING, unprocessed: 0 },
    });
    expect(report.status).toBe('partly');
    expect((await desk.held()).size).toBe(PEOPLE - RULES.length + PASSING);
  });

  test('goes alone when the list is tried again', async () => {
    const { result } = (await desk.run('usage retry --as-of 2026-06-30 --json')).json<PushReport>();
    const count = RULES.length - PASSING;
    expect(result).toMatchObject({ status: 'done', counts: { input: count, accepted: count, rejected: 0 } });
    expect((await desk.run('usage rejected')).stdout).toContain('Nothing was rejected');
  });
});

/** A push where the first question of its kind is answered with a code. */
async function pushMeeting(code: string, rule: RefusalRule) {
  const path = '/services/data/*/jobs/query';
  desk.org.control.addFault({ kind: 'answer', method: 'POST', path, status: STATUS[rule.advice], code });
  const { code: exit, stderr } = await desk.run('usage push --as-of 2026-06-30');
  const met = desk.org.control.faults()[0]?.met;
  desk.org.control.clearFaults();
  const run = (await desk.run('runs show latest --json')).json<RunDetail>().result;
  return { exit, stderr, run, met };
}

const isAskedAgain = ([, { advice }]: (typeof RULES)[number]) => advice === 'retry-now';

test.each(RULES.filter(isAskedAgain))('%s in place of an answer: the org is asked again', async (code, rule) => {
  const { exit, stderr, run, met } = await pushMeeting(code, rule);
  expect([met, exit, stderr, run.status]).toEqual([1, 0, '', 'done']);
});

test.each(RULES.filter((one) => !isAskedAgain(one)))(
  '%s in place of an answer: the run ends with the exit code of its trouble',
  async (code, rule) => {
    const { exit, stderr, run } = await pushMeeting(code, rule);
    expect(stderr).toContain(code);
    expect(stderr).toContain('Try this');
    expect(stderr).not.toMatch(/\n\s+at .+:\d+/);
    expect(exit).toBe(EXIT_CODES[rule.trouble]);
    expect(run).toMatchObject({ status: 'failed', error: { code } });
  },
);

test('after all of them, the org holds just what it accepted', async () => {
  expect((await desk.push()).status).toBe('done');
  expect((await desk.run('usage reconcile')).code).toBe(0);
});
