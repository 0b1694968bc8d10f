import { afterAll, beforeAll, expect, test } from 'vitest';
import { ManualClock } from '../../src/base/clock.ts';
import type { CreditReport } from '../../src/credits/read-credits.ts';
import type { PushReport } from '../../src/push/push-report.ts';
import { openTerminal } from '../support/heap-sf.ts';
import { openPushDesk, type PushDesk } from '../support/push-desk.ts';

const allocation = 1_000_000;
/** Long after setting up, which the machine's own time stamps. */
const clock = new ManualClock('2096-07-01T14:30:00-07:00');

let desk: PushDesk;
/** What setting up has used, at the time of the machine. */
let before: number;
beforeAll(async () => {
  desk = await openPushDesk({ people: 30 });
  before = desk.org.control.usedRequests();
});
afterAll(() => desk.close());

const run = (line: string) => desk.terminal.run(line, { cwd: desk.folder, clock });
const report = async (options = '') => {
  const answer = await run(`credits --json${options}`);
  const { result, warnings } = answer.json<CreditReport>();
  return { ...result, warnings, code: answer.code };
};

test('what a push costs is told as the org itself counts it, by run and by kind of call', async () => {
  expect((await run('usage push --as-of 2026-06-30')).code).toBe(0);
  const spent = desk.org.control.usedRequests() - before;
  const { runs, byKind, days, caps, forecast, ...rest } = await report(' --days 3');
  expect(rest).toMatchObject({ code: 0, warnings: [], zone: 'America/Los_Angeles', spent });
  expect(rest.org).toEqual({ name: 'local', id: desk.org.organizationId });
  const [push, outside] = runs;
  expect(runs).toEqual([
    { runId: expect.stringMatching(/^push-20960701-213000-/), kind: 'push', spent: spent - 1, byKind: push?.byKind },
    { spent: 1, byKind: { query: 1 } },
  ]);
  expect(outside).not.toHaveProperty('runId');
  expect(Object.values(byKind).reduce((sum, count) => sum + count, 0)).toBe(spent);
  expect(days.map(({ day, spent: of }) => [day, of])).toEqual([
    ['2096-06-29', 0],
    ['2096-06-30', 0],
    ['2096-07-01', spent],
  ]);
  expect(caps).toMatchObject({
    perDay: { of: 10_000, used: spent, left: 10_000 - spent },
    perRun: { of: 5_000, used: spent - 1 },
    ofOrg: { of: 800_000, used: before + spent, percent: 80, allocation },
  });
  // Nothing is pulled, and tonight's push is believed to cost what this one did.
  expect(forecast).toMatchObject({ sinceMidnight: spent, push: { cost: spent, seen: 1 }, total: 2 * spent });
  expect(forecast).not.toHaveProperty('pulls');
});

test('it asks the org nothing, and with --refresh for one credit what others have used', async () => {
  desk.org.control.useRequests({ used: 500_000 });
  expect((await report()).caps.ofOrg?.used).toBeLessThan(1000);
  expect(desk.org.control.usedRequests()).toBe(500_000);
  clock.advance(60_000);
  const { caps } = await report(' --refresh');
  expect(desk.org.control.usedRequests()).toBe(500_001);
  expect(caps.ofOrg).toMatchObject({ used: 500_001, left: 299_999, readAt: clock.now().toISOString() });
});

test('what is to come is held against what is left, by us and by the org', async () => {
  await desk.configure('credits: { perDay: 30 }\npull: { contact: [Title] }\n');
  desk.org.control.useRequests({ used: 799_990 });
  const { forecast, warnings } = await report(' --refresh');
  expect(forecast.pulls).toEqual({ left: 9, each: 1, seen: 0 });
  expect(warnings).toEqual([
    expect.stringContaining(`By midnight ${forecast.total} requests would be spent, and credits.perDay is 30`),
    expect.stringContaining('9 are left of what the org gives (80 % of 1,000,000)'),
  ]);
  const { code, stdout, stderr } = await run('credits');
  expect([code, stderr.match(/Warning:/g)]).toEqual([0, ['Warning:', 'Warning:']]);
  expect(stdout).toMatch(/^By midnight +\[#+\++\.*\] \d+ of 30$/m);
  expect(stdout).toMatch(/since midnight, 9 hourly pulls of 1, tonight's push of \d+\.$/m);
  expect(stdout).toMatch(
    /^Org, by all +\[#+\.*\] 799,991 of 800,000\n +as of 2096-07-01 14:31; 80 % of its 1,000,000/m,
  );
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  await desk.configure('');
  desk.org.control.useRequests({ used: 0 });
});

test('a push whose share others use up meanwhile stops there, keeps what it did, and the next one goes on', async () => {
  const { control } = desk.org;
  await desk.sessions((person) => 2 + (person % 3));
  const hold = control.addFault({ kind: 'hold', path: '/services/data/*/composite/sobjects/*/*' });
  const stopped = run('usage push --as-of 2026-06-30');
  await control.met(hold);
  control.useRequests({ used: 800_000 });
  control.removeFault(hold);
  const { code, stderr } = await stopped;
  expect([code, stderr.replaceAll(/\s+/g, ' ')]).toEqual([
    17,
    expect.stringContaining(
      'of 800,000 Salesforce API requests (80 % of the 1,000,000 that the org has for 24 hours) are used',
    ),
  ]);
  // Signing in tells that nothing is left, and nothing more is asked.
  const full = control.usedRequests();
  expect((await run('usage push --as-of 2026-06-30')).code).toBe(17);
  expect(control.usedRequests()).toBe(full + 1);
  control.useRequests({ used: 0 });
  const { result } = (await run('usage push --as-of 2026-06-30 --json')).json<PushReport>();
  expect(result.status).toBe('done');
  expect(result.levels.map(({ counts }) => [counts.accepted, counts.unchanged]).toSorted()).toEqual([
    [0, 10],
    [30, 0],
  ]);
  expect([...(await desk.held()).values()].map(({ Sessions__c }) => Sessions__c).toSorted()).toEqual(
    Array.from({ length: 30 }, (_, person) => 2 + (person % 3)).toSorted(),
  );
});

test('a day later the cap is free again, and the day of the zone keeps its figure', async () => {
  const spent = (await report()).days.at(-1)!.spent;
  clock.advance(26 * 3_600_000);
  const later = await report(' --days 2');
  expect([later.spent, later.runs, later.caps.perDay.used]).toEqual([0, [], 0]);
  expect(later.days).toEqual([
    { day: '2096-07-01', spent },
    { day: '2096-07-02', spent: 0 },
  ]);
  const { stdout } = await run('credits');
  expect(stdout).toContain('Nothing was spent in the last 24 hours.');
  expect(stdout).toMatch(new RegExp(`^2096-07-01 +#+ ${spent}$`, 'm'));
});

test('an org that no request went to yet is told as such', async () => {
  const terminal = await openTerminal();
  const { code, stdout } = await terminal.run('credits -o nobody');
  expect([code, stdout]).toEqual([0, expect.stringContaining('No request to this org is in the ledger yet.')]);
  await terminal.remove();
});
