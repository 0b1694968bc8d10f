import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunRecord } from '../../src/ledger/types/run.ts';
import type { MetricsPreview } from '../../src/push/preview-metrics.ts';
import { countRows, queryAll } from '../../src/salesforce/query.ts';
import { accountUsage, contactUsage, type MetricDesk, openMetricDesk } from '../support/metric-desk.ts';

const metrics = `  - { name: Sessions, level: account, event: session, measure: count, lookback: 4w }
  - { name: Amount, level: account, event: checkout_completed, measure: { sum: amount }, lookback: all }
  - { name: Seen, level: account, event: session, measure: last seen, lookback: all }
  - { name: Days, level: contact, event: session, measure: active days, lookback: 4w }
`;
const asOf = '--as-of 2026-06-30';

let desk: MetricDesk;
const preview = (words = '') => desk.result<MetricsPreview>(`metrics preview ${asOf}${words}`);

beforeAll(async () => {
  desk = await openMetricDesk(metrics);
});
afterAll(() => desk.close());

test('before any field is made, the figures of named records and the spread of each metric are shown, and nothing is written', async () => {
  const { code, stdout } = await desk.run([
    'metrics',
    'preview',
    '--as-of',
    '2026-06-30',
    '--account',
    'Tidal Water',
    '--contact',
    'clara.moreau.8@mail.example',
  ]);
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /Tidal Water \(account 001\w{15}\)\nMetric +Value\nSessions +\d+\nAmount +[\d,.]+\nSeen +2026-\d\d-\d\d \d\d:\d\d UTC/,
  );
  expect(stdout).toMatch(/Clara Moreau \(contact 003\w{15}\)\nMetric +Value\nDays +\d+/);
  expect(stdout).toMatch(
    /300 matched accounts\nSessions\n {2}[▁▂▃▄▅▆▇█ ]{24} {2}min 0, median [\d.]+, max \d+, \d+% zero/,
  );
  expect(stdout).toMatch(
    /Seen\n {2}[▁▂▃▄▅▆▇█ ]{24} {2}\d+% empty\n {4}min 2026-\d\d-\d\d, median 2026-\d\d-\d\d, max 2026-\d\d-\d\d/,
  );
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  for (const object of [accountUsage, contactUsage]) {
    expect(await countRows(desk.admin, `SELECT COUNT() FROM ${object}`)).toBe(0);
  }
  const runs = await desk.result<RunRecord[]>('runs list');
  expect(runs.map(({ kind }) => kind)).toEqual(['setup']);
});

test('what a preview shows is what a push then writes, record by record and as a whole', async () => {
  const ids = (await queryAll<{ Id: string }>(desk.admin, 'SELECT Id FROM Account ORDER BY Id LIMIT 5')).map(
    ({ Id }) => Id,
  );
  const shown = await preview(ids.map((id) => ` --account ${id}`).join(''));
  await desk.result('metrics apply');
  await desk.result(`usage push ${asOf}`);
  const rows = await queryAll<Record<string, unknown>>(
    desk.admin,
    `SELECT Account_Id__c, Sessions__c, Amount__c, Seen__c FROM ${accountUsage}`,
  );
  for (const { id, values } of shown.records) {
    const row = rows.find((one) => one['Account_Id__c'] === id);
    expect(values.map(({ value }) => value)).toEqual([
      row?.['Sessions__c'],
      row?.['Amount__c'],
      row?.['Seen__c'] === null ? null : new Date(String(row?.['Seen__c'])).toISOString(),
    ]);
  }
  const sessions = rows.map((row) => Number(row['Sessions__c'])).sort((a, b) => a - b);
  const { distribution } = shown.metrics.find(({ metric }) => metric === 'Sessions')!;
  expect(distribution).toMatchObject({
    records: rows.length,
    none: 0,
    zero: sessions.filter((value) => value === 0).length,
    spread: {
      min: sessions[0],
      max: sessions.at(-1),
      median: (sessions[rows.length / 2 - 1]! + sessions[rows.length / 2]!) / 2,
    },
  });
  const bins = distribution.spread.kind === 'range' ? distribution.spread.bins : [];
  expect(bins.reduce((sum, count) => sum + count, 0)).toBe(sessions.filter((value) => value > 0).length);
});

test('offline a record is whoever has the join key, in any case, and what only the org could tell is left out', async () => {
  const { code, stdout, stderr } = await desk.run(
    `metrics preview ${asOf} --offline --contact CLARA.moreau.8@mail.example`,
  );
  expect(code).toBe(0);
  expect(stdout).toMatch(/contact clara\.moreau\.8@mail\.example\nMetric +Value\nDays +\d+/);
  expect(stderr).toMatch(/Left out without an org.*Sessions, Amount, Seen/);
  const online = await preview(' --contact clara.moreau.8@mail.example');
  const offline = await preview(' --contact clara.moreau.8@mail.example --offline');
  expect(offline.records[0]?.values).toEqual(online.records[0]?.values);
});

test('offline an account is known where a property of the user names it', async () => {
  const config = await desk.config();
  await desk.writeAll(
    config.replace('metrics:', 'join: { account: { heap: salesforce_account_id, salesforce: Id } }\nmetrics:'),
  );
  const users = await desk.run(`metrics preview ${asOf} --offline`);
  await desk.writeAll(config);
  expect([users.code, users.stdout, users.stderr]).toEqual([
    0,
    expect.stringMatching(/account keys that Heap knows/),
    '',
  ]);
});

test('one metric alone may be asked for, and one that is not there is named with the nearest', async () => {
  expect((await preview(' --metric Days')).metrics.map(({ metric }) => metric)).toEqual(['Days']);
  const { code, stderr } = await desk.run('metrics preview --metric Dais');
  expect([code, stderr.includes('"Days"')]).toEqual([11, true]);
});

test('an account that the org does not have is named before anything is read', async () => {
  const { code, stderr } = await desk.run('metrics preview --account Nobody');
  expect([code, stderr.includes('no account "Nobody"')]).toEqual([11, true]);
  const byId = await desk.run('metrics preview --account 001Hp0000009999IAA');
  expect([byId.code, byId.stdout]).toEqual([11, '']);
  expect(byId.stderr).toContain('no account with the Id 001Hp0000009999');
});
