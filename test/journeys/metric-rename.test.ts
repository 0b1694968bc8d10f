import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunDetail } from '../../src/ledger/types/run.ts';
import type { MetricPlan } from '../../src/metrics/fields/metric-plan.ts';
import { countValues } from '../../src/salesforce/query.ts';
import { readObjectFields } from '../../src/salesforce/read-custom-fields.ts';
import { createCustomFields } from '../../src/salesforce/save-custom-fields.ts';
import { accountUsage, contactUsage, type MetricDesk, openMetricDesk } from '../support/metric-desk.ts';

const metrics = `  # What sellers ask for first.
  - name: Sessions  # of all users
    level: account
    event: session
    measure: count
    lookback: all
    history: true

  - { name: Seen, level: account, event: session, measure: last seen, lookback: all }
  - { name: Seen, level: contact, event: session, measure: last seen, lookback: all }
`;
const push = 'usage push --as-of 2026-06-30';
const nothing = { create: [], grant: [], relabel: [], track: [], clash: [], orphaned: [], drift: [] };

let desk: MetricDesk;
const fieldOf = async (name: string, object = accountUsage) =>
  (await readObjectFields(desk.admin, object))?.fields.find((field) => field.name === name);

beforeAll(async () => {
  desk = await openMetricDesk(metrics);
  await desk.result('metrics apply');
  await desk.result(push);
});
afterAll(() => desk.close());

test('a rename changes the name in the file, comments kept, and the label in the org; API name and values stay', async () => {
  const before = await desk.config();
  const { code, stdout } = await desk.run(['metrics', 'rename', 'Sessions', 'Visits: all time']);
  expect(code).toBe(0);
  expect(stdout).toContain('The file remembers its API name: field: Sessions__c');
  expect(await desk.config()).toBe(
    before.replace(
      'name: Sessions  # of all users',
      'name: "Visits: all time"  # of all users\n    field: Sessions__c',
    ),
  );
  expect(await fieldOf('Sessions__c')).toMatchObject({
    label: 'Visits: all time',
    description: expect.stringContaining('"Visits: all time"'),
    trackHistory: true,
  });
  expect(await desk.result('metrics plan')).toMatchObject(nothing);
  expect((await countValues(desk.admin, accountUsage, ['Id'])).get('Id')).toBe(300);
  const sent = await desk.result<{ counts: { accepted: number } }>(push);
  expect(sent.counts.accepted).toBe(0);
  const run = await desk.result<RunDetail>('runs list --kind rename');
  expect(run).toMatchObject([{ kind: 'rename', status: 'done' }]);
});

test('a name at both levels needs the level, and the other level stays', async () => {
  const both = await desk.run('metrics rename Seen Active');
  expect([both.code, both.stderr.includes('--level account')]).toEqual([2, true]);
  await desk.result('metrics rename Seen Active --level contact');
  expect([(await fieldOf('Seen__c'))?.label, (await fieldOf('Seen__c', contactUsage))?.label]).toEqual([
    'Seen',
    'Active',
  ]);
  expect(await desk.result('metrics plan')).toMatchObject(nothing);
});

test('an empty name is refused, and the file stays', async () => {
  const before = await desk.config();
  const { code, stderr } = await desk.run(['metrics', 'rename', 'Active', '  ']);
  expect([code, stderr]).toEqual([2, expect.stringContaining('The new name of "Active" is empty.')]);
  expect(await desk.config()).toBe(before);
});

test('renamed back, it needs no memory but keeps the one it has', async () => {
  await desk.result('metrics rename Active Seen --level contact');
  expect(await desk.config()).toContain('{ name: Seen, field: Seen__c, level: contact');
  expect(await desk.result('metrics plan')).toMatchObject(nothing);
});

test('a metric renamed by hand is recognised by the plan, which names the command that keeps its field', async () => {
  await writeFile(
    desk.configFile,
    (await desk.config()).replace('{ name: Seen, level: account', '{ name: Last Active, level: account'),
  );
  const plan = await desk.result<MetricPlan>('metrics plan');
  expect(plan.create.map(({ field, looksLike }) => [field, looksLike])).toEqual([['Last_Active__c', 'Seen']]);
  expect(plan.orphaned.map(({ field }) => field)).toEqual(['Seen__c']);
  const { stdout } = await desk.run('metrics plan');
  expect(stdout).toContain('    heap-sf metrics rename "Seen" "Last Active" --level account');

  await desk.result(['metrics', 'rename', 'Seen', 'Last Active', '--level', 'account']);
  expect(await desk.config()).toContain('{ name: Last Active, field: Seen__c, level: account');
  expect(await desk.result('metrics plan')).toMatchObject(nothing);
  expect((await fieldOf('Seen__c'))?.label).toBe('Last Active');
});

test('a metric without a field yet is renamed in the file alone', async () => {
  await writeFile(
    desk.configFile,
    `${await desk.config()}  - { name: New, level: account, event: session, measure: count, lookback: 1d }\n`,
  );
  const { code, stdout } = await desk.run('metrics rename New Newer');
  expect([code, stdout.includes('The org has no field of it yet')]).toEqual([0, true]);
  expect(await desk.config()).toContain('{ name: Newer, level: account');
});

test('a label that others changed meanwhile is set all the same, and a field that is not ours is not touched', async () => {
  const theirs = {
    object: accountUsage,
    name: 'Newer__c',
    label: 'Theirs',
    description: '',
    helpText: '',
    type: 'Text',
    length: 9,
  } as const;
  await createCustomFields(desk.admin, [theirs]);
  const { code } = await desk.run('metrics rename Newer Newest');
  expect(code).toBe(0);
  expect(await fieldOf('Newer__c')).toMatchObject({ label: 'Theirs' });
  expect((await desk.result<MetricPlan>('metrics plan')).create.map(({ field }) => field)).toEqual(['Newest__c']);
});

test.each([
  ['a metric that is not there', ['Sesions', 'Other'], 11, /no metric "Sesions"/],
  ['a name that is taken', ['Newest', 'Last Active'], 19, /a metric "Last Active" already/],
  ['a name that is too long', ['Newest', 'A name of more than forty characters in all'], 12, /40/],
  ['a name without a letter', ['Newest', '!!'], 12, /no letter or digit/],
  ['a name of two lines', ['Newest', 'Two\nLines'], 12, /holds a line break/],
])('%s is refused, and the file stays', async (_what, names, exitCode, says) => {
  const before = await readFile(desk.configFile, 'utf8');
  const { code, stdout, stderr } = await desk.run(['metrics', 'rename', ...names]);
  expect([code, stdout, stderr]).toEqual([exitCode, '', expect.stringMatching(says)]);
  expect(await readFile(desk.configFile, 'utf8')).toBe(before);
});

test('a metric that is in no line of the file is refused before the org is asked', async () => {
  const asked = desk.local.control.usedRequests();
  expect((await desk.run('metrics rename Sesions Other')).code).toBe(11);
  expect(desk.local.control.usedRequests()).toBe(asked);
});

test('a name that stands behind an alias is left to a person, with the line and the words', async () => {
  const before = await desk.config();
  await writeFile(
    desk.configFile,
    before
      .replace('name: Newest', 'name: &n Newest')
      .replace(/event: session, measure: count, lookback: 1d/, 'event: session, measure: count, lookback: 1d'),
  );
  const { code, stderr } = await desk.run('metrics rename Newest Latest');
  expect(code).toBe(10);
  expect(stderr).toMatch(/alias[\s\S]*name: "Latest"/);
});
