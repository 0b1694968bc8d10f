import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { silentProgress } from '../../src/base/progress.ts';
import { loadSettings } from '../../src/config/load-settings.ts';
import { openContext } from '../../src/context.ts';
import type { RunDetail, RunRecord } from '../../src/ledger/types/run.ts';
import type { AppliedMetrics } from '../../src/metrics/fields/apply.ts';
import type { MetricPlan } from '../../src/metrics/fields/plan.ts';
import type { PushReport } from '../../src/push/push-report.ts';
import { queryAll } from '../../src/salesforce/query.ts';
import type { SetupReport } from '../../src/setup/set-up.ts';
import { openTerminal, type Terminal } from '../support/heap-sf.ts';
import { projectFolder } from '../support/project.ts';

let terminal: Terminal;

beforeAll(async () => {
  terminal = await openTerminal();
});
afterAll(() => terminal.remove());

const asOf = '--as-of 2026-06-30';
const sumOf = ({ counts }: PushReport) => counts.accepted + counts.rejected + counts.unprocessed + counts.unchanged;

/** Sessions of the past 7 days by contact, as the org has them now. */
async function sessionsOfContacts(): Promise<ReadonlyMap<string, number>> {
  const context = openContext({
    settings: loadSettings({ cwd: projectFolder, env: { HEAP_SF_STATE: terminal.state }, flags: {} }),
    clock: systemClock,
    progress: silentProgress,
    log: silentLog,
  });
  try {
    const rows = await queryAll<{ readonly Contact_Id__c: string; readonly Sessions_Past_7_Days__c: number }>(
      await context.org(),
      'SELECT Contact_Id__c, Sessions_Past_7_Days__c FROM Heap_Contact_Usage__c',
    );
    return new Map(rows.map((row) => [row.Contact_Id__c, row.Sessions_Past_7_Days__c]));
  } finally {
    await context.close();
  }
}

test('before set-up, a plan and a push say what is missing and who can mend it', async () => {
  for (const line of ['metrics plan', `usage push ${asOf}`]) {
    const { code, stderr } = await terminal.run(line);
    expect(code, line).toBeGreaterThan(2);
    expect(stderr).toContain('refused to sign in as heap-sync@heap.local: ');
    expect(stderr).toMatch(/heap-sf setup/);
    expect(stderr).not.toMatch(/\n\s+at /);
  }
});

test('setup deploys the package and lets the connecting user do all that a push needs', async () => {
  const { result } = (await terminal.run('setup --json')).json<SetupReport>();
  expect(result.status).toBe('done');
  expect(result.components.filter(({ state }) => state !== 'created')).toEqual([]);
  expect(result.checks.every(({ ok }) => ok)).toBe(true);
});

test('a push without fields sends nothing and says how to make them', async () => {
  const { code, stderr } = await terminal.run(`usage push ${asOf}`);
  expect(code).toBe(16);
  expect(stderr).toContain('heap-sf metrics apply');
});

test('plan, apply, plan: fields are made with access, and then nothing is left to do', async () => {
  const before = (await terminal.run('metrics plan --json')).json<MetricPlan>().result;
  expect(before.create.length).toBeGreaterThanOrEqual(10);
  expect(before.grant).toHaveLength(before.create.length * 2);

  const applied = (await terminal.run('metrics apply --json')).json<AppliedMetrics>().result;
  expect(applied.status).toBe('done');
  expect(applied.fields.map(({ status }) => status)).toEqual(before.create.map(() => 'ready'));

  const after = (await terminal.run('metrics plan --json')).json<MetricPlan>().result;
  expect([after.create, after.grant, after.relabel, after.clash]).toEqual([[], [], [], []]);
  expect(after.keep).toHaveLength(before.create.length);
});

test('a dry run tells what would go and leaves the org and the ledger alone', async () => {
  const { result } = (await terminal.run(`usage push --dry-run ${asOf} --json`)).json<PushReport>();
  expect(result).toMatchObject({ dryRun: true, counts: { accepted: 0 } });
  expect(result.toSend).toBe(result.counts.input);
  const runs = (await terminal.run('runs list --kind push --json')).json<RunRecord[]>().result;
  expect(runs.filter(({ status }) => status === 'done')).toEqual([]);
});

test('the first push sends every row, the second none, and the counts add up', async () => {
  const first = (await terminal.run(`usage push ${asOf} --json`)).json<PushReport>().result;
  expect(first).toMatchObject({ status: 'done', counts: { rejected: 0, unprocessed: 0, unchanged: 0 } });
  expect(first.counts.accepted).toBe(first.counts.input);
  expect(first.counts.input).toBeGreaterThan(2_000);

  const { code, stdout } = await terminal.run(`usage push ${asOf}`);
  expect(code).toBe(0);
  expect(stdout).toContain('Nothing changed, so nothing was sent');
  const second = (await terminal.run(`usage push ${asOf} --json`)).json<PushReport>().result;
  expect(second.counts).toMatchObject({ accepted: 0, unchanged: first.counts.input });
  for (const report of [first, second]) expect(sumOf(report)).toBe(report.counts.input);
});

test('who goes quiet falls to 0 on a later push, and only rows that changed are sent', async () => {
  const active = await sessionsOfContacts();
  const busy = [...active].filter(([, sessions]) => sessions > 0).map(([contact]) => contact);
  expect(busy.length).toBeGreaterThan(100);
  // Three weeks without any event look like a sync that broke.
  const stopped = await terminal.run('usage push --as-of 2026-07-20');
  expect([stopped.code, stopped.stderr]).toEqual([13, expect.stringContaining('--accept-stale')]);
  expect(await sessionsOfContacts()).toEqual(active);
  const later = (await terminal.run('usage push --as-of 2026-07-20 --accept-stale --json')).json<PushReport>().result;
  expect(later.status).toBe('done');
  expect(later.counts.accepted).toBeGreaterThan(0);
  expect(sumOf(later)).toBe(later.counts.input);
  const idle = await sessionsOfContacts();
  expect(busy.filter((contact) => idle.get(contact) !== 0)).toEqual([]);
  const muchLater = (await terminal.run('usage push --as-of 2027-06-30 --json')).json<PushReport>().result;
  expect(sumOf(muchLater)).toBe(muchLater.counts.input);
});

test('the ledger has each run with its counts, its jobs and what it cost', async () => {
  const runs = (await terminal.run('runs list --json')).json<RunRecord[]>().result;
  expect(new Set(runs.map(({ kind }) => kind))).toEqual(new Set(['setup', 'apply', 'push']));
  const latest = (await terminal.run('runs show latest --json')).json<RunDetail>().result;
  expect(latest.jobs.every(({ stage }) => stage === 'settled')).toBe(true);
  expect(Object.values(latest.credits).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(5);
});

test('setup again keeps the field access that was granted since', async () => {
  const { result } = (await terminal.run('setup --json')).json<SetupReport>();
  expect(result.status).toBe('done');
  const plan = (await terminal.run('metrics plan --json')).json<MetricPlan>().result;
  expect(plan.grant).toEqual([]);
  expect((await terminal.run('usage push --dry-run --as-of 2027-06-30 --json')).json<PushReport>().result.toSend).toBe(
    0,
  );
});

test('a reset org is a new one: nothing that the old one accepted counts for it', async () => {
  expect((await terminal.run('org reset --yes')).code).toBe(0);
  expect((await terminal.run('setup')).code).toBe(0);
  expect((await terminal.run('metrics apply')).code).toBe(0);
  const { result } = (await terminal.run(`usage push ${asOf} --json`)).json<PushReport>();
  expect(result.counts.accepted).toBe(result.counts.input);
});
