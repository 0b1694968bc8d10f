import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RetireReport } from '../../src/commands/metrics-retire.ts';
import type { RunDetail } from '../../src/ledger/types/run.ts';
import type { MetricPlan } from '../../src/metrics/fields/metric-plan.ts';
import { countValues, queryAll } from '../../src/salesforce/query.ts';
import { readObjectFields } from '../../src/salesforce/read-custom-fields.ts';
import { openWarehouse } from '../../src/warehouse/warehouse.ts';
import { accountUsage, contactUsage, type MetricDesk, openMetricDesk } from '../support/metric-desk.ts';

const metric = (name: string, level: string, measure = 'count') =>
  `  - { name: ${name}, level: ${level}, event: session, measure: ${measure}, lookback: all }\n`;
const sessions = metric('Sessions', 'account');
const contactSessions = metric('Sessions', 'contact');
const seen = metric('Seen', 'account', 'last seen');
const days = metric('Days', 'contact', 'active days');
const used = metric('Used', 'account', 'happened');
const push = 'usage push --as-of 2026-06-30';

let desk: MetricDesk;
const there = async (object = accountUsage) =>
  (await readObjectFields(desk.admin, object))?.fields
    .map(({ name }) => name)
    .filter((name) => !/^Account|^Contact/.test(name));

beforeAll(async () => {
  desk = await openMetricDesk(sessions + contactSessions + seen + used + days);
  await desk.result('metrics apply');
  await desk.result(push);
});
afterAll(() => desk.close());

test('while every metric is in the configuration there is nothing to retire', async () => {
  const { code, stdout } = await desk.run('metrics retire');
  expect([code, stdout]).toEqual([0, expect.stringContaining('Nothing to retire')]);
});

test('a field whose metric has gone is kept by plan and apply, which name the command', async () => {
  await desk.write(sessions + contactSessions + seen + used);
  const { stdout } = await desk.run('metrics plan');
  expect(stdout).toMatch(
    /No longer in the configuration, kept until retired\n {2}Heap_Contact_Usage__c\.Days__c {2}"Days"\n {2}heap-sf metrics retire/,
  );
  await desk.result('metrics apply');
  expect(await there(contactUsage)).toContain('Days__c');
});

test('a dry run says what would be lost, and deletes nothing', async () => {
  const { code, stdout } = await desk.run('metrics retire --dry-run');
  expect(code).toBe(0);
  expect(stdout).toContain('Heap_Contact_Usage__c.Days__c');
  expect(stdout).toMatch(/"Days", Number\(18, 0\), [\d,]+ rows with a value/);
  expect(stdout).toContain('shown by Heap Metric Access, Heap Metric Viewer');
  expect(stdout).toContain('Where is this used?');
  expect(await there(contactUsage)).toContain('Days__c');
});

test('where nobody can be asked it is refused, with the fields named, and a no deletes nothing', async () => {
  const alone = await desk.run('metrics retire');
  expect([alone.code, alone.stdout]).toEqual([2, '']);
  expect(alone.stderr).toMatch(/Heap_Contact_Usage__c\.Days__c[\s\S]*--yes/);
  const json = await desk.run('metrics retire --json', 'y\n');
  expect(json.code).toBe(2);
  const no = await desk.run('metrics retire', 'n\n');
  expect([no.code, no.stdout]).toEqual([1, 'Nothing was deleted.\n']);
  expect(no.stderr).toMatch(/rows with a value[\s\S]*Delete it\? \[y\/N\]|Delete it\?/);
  expect(await there(contactUsage)).toContain('Days__c');
});

test('the values are kept in a CSV file with their record ids, and counted, before the field goes', async () => {
  const rows = await queryAll<{ Id: string; Contact_Id__c: string; Days__c: number }>(
    desk.admin,
    'SELECT Id, Contact_Id__c, Days__c FROM Heap_Contact_Usage__c WHERE Days__c != null',
  );
  const file = join(desk.folder, 'days.csv');
  const { code, stdout } = await desk.run(['metrics', 'retire', '--keep-data', file], 'yes\n');
  expect(code).toBe(0);
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(`${rows.length.toLocaleString('en-US')} rows in ${file}`);
  const kept: Record<string, string>[] = parse(await readFile(file, 'utf8'), { columns: true });
  expect(new Map(kept.map((row) => [row['Id'], [row['Contact_Id__c'], Number(row['Days__c'])]]))).toEqual(
    new Map(rows.map((row) => [row.Id, [row.Contact_Id__c, row.Days__c]])),
  );
  expect(await there(contactUsage)).toEqual(['Sessions__c']);
  const run = await desk.result<RunDetail>('runs show latest');
  expect(run).toMatchObject({ kind: 'retire', status: 'done' });
  expect(run.fields.map(({ field, deed }) => [field, deed])).toEqual([
    ['Days__c', 'values kept'],
    ['Days__c', 'retired'],
  ]);
  expect(await desk.result('metrics plan')).toMatchObject({ create: [], orphaned: [], drift: [] });
});

test('a metric of the name of a retired one gets a new field, and the next push fills it', async () => {
  await desk.write(sessions + contactSessions + seen + used + days);
  await desk.result('metrics apply');
  expect((await countValues(desk.admin, contactUsage, ['Sessions__c'])).get('Sessions__c')).toBeGreaterThan(2_000);
  await desk.result(push);
  const contacts = await countValues(await desk.admin, contactUsage, ['Sessions__c']);
  const [row] = await queryAll<{ n: number }>(
    desk.admin,
    'SELECT COUNT(Id) n FROM Heap_Contact_Usage__c WHERE Days__c > 0',
  );
  expect(row?.n).toBeGreaterThan(1_000);
  expect(contacts.get('Sessions__c')).toBeGreaterThanOrEqual(row?.n ?? 0);
});

test('a file that is there is not written over, and one of another kind is refused, before anything is lost', async () => {
  for (const [name, says] of [
    ['days.csv', /not written over/],
    ['days.xlsx', /\.csv or \.parquet/],
  ] as const) {
    const { code, stderr } = await desk.run([
      'metrics',
      'retire',
      'Seen',
      '--yes',
      '--keep-data',
      join(desk.folder, name),
    ]);
    expect(code).toBe(2);
    expect(stderr).toMatch(says);
  }
  expect(await there()).toContain('Seen__c');
});

test('a metric that the configuration has at both levels needs the level, and is told to come back empty', async () => {
  const { code, stderr } = await desk.run('metrics retire Sessions --yes');
  expect(code).toBe(2);
  expect(stderr).toMatch(/--level account/);
  const { stdout } = await desk.run('metrics retire Sessions --level account --dry-run');
  expect(stdout).toContain('still in heap.config.yaml: the next apply makes it anew, empty');
  const unknown = await desk.run('metrics retire Sesions --yes');
  expect([unknown.code, unknown.stderr.includes('"Sessions"')]).toEqual([11, true]);
});

test('values of both levels and a checkbox go to a Parquet file each, in their types', async () => {
  const file = join(desk.folder, 'both.parquet');
  await desk.write(sessions + contactSessions);
  const report = await desk.result<Extract<RetireReport, { kept: unknown }>>([
    'metrics',
    'retire',
    '--yes',
    '--keep-data',
    file,
  ]);
  expect(report.kept.map((one) => one.file)).toEqual(
    ['account', 'contact'].map((level) => join(desk.folder, `both.${level}.parquet`)),
  );
  const warehouse = await openWarehouse({ folder: desk.folder });
  const described = await warehouse.rows(`DESCRIBE SELECT * FROM read_parquet('${report.kept[0]!.file}')`);
  expect(described.map(({ column_name, column_type }) => [column_name, column_type])).toEqual([
    ['Id', 'VARCHAR'],
    ['Account_Id__c', 'VARCHAR'],
    ['Account__c', 'VARCHAR'],
    ['Seen__c', 'TIMESTAMP WITH TIME ZONE'],
    ['Used__c', 'BOOLEAN'],
  ]);
  expect(await warehouse.count(`SELECT * FROM read_parquet('${report.kept[0]!.file}')`)).toBe(report.kept[0]!.rows);
  // Not every program can read the encodings that came later.
  const encodings = `SELECT DISTINCT encodings AS names FROM parquet_metadata('${report.kept[0]!.file}')`;
  expect(JSON.stringify(await warehouse.rows(encodings))).not.toContain('DELTA');
  await warehouse.close();
});

test('a field that something in the org needs stays, and the others go', async () => {
  await desk.write(sessions + contactSessions + seen + days);
  await desk.result('metrics apply');
  await desk.write(sessions + contactSessions);
  const rule = `<validationRules><fullName>Seen</fullName><active>true</active><errorConditionFormula>ISBLANK(Seen__c) &amp;&amp; false</errorConditionFormula><errorMessage>No.</errorMessage></validationRules>`;
  const root = (tag: string, inner: string) =>
    strToU8(`<${tag} xmlns="http://soap.sforce.com/2006/04/metadata">${inner}</${tag}>`);
  const deployed = desk.local.control.deploy(
    zipSync({
      'package.xml': root(
        'Package',
        `<types><members>${accountUsage}.Seen</members><name>ValidationRule</name></types><version>67.0</version>`,
      ),
      [`objects/${accountUsage}.object`]: root('CustomObject', rule),
    }),
  );
  expect(deployed.status).toBe('Succeeded');
  const { code, stdout } = await desk.run('metrics retire --yes');
  expect(code).toBe(68);
  expect(stdout).toMatch(
    /DELETE_FAILED {2}Heap_Account_Usage__c\.Seen__c\n {2}This custom field is referenced elsewhere/,
  );
  expect([await there(), await there(contactUsage)]).toEqual([['Seen__c', 'Sessions__c'], ['Sessions__c']]);
});

test('a configuration that has none of our fields retires nothing unless that is said in words', async () => {
  await desk.write(metric('Other', 'account'));
  for (const words of ['metrics retire --yes', 'metrics retire --level account --yes']) {
    const { code, stdout, stderr } = await desk.run(words);
    expect([code, stdout]).toEqual([10, '']);
    expect(stderr).toMatch(/has none of the 3 metrics[\s\S]*--all/);
  }
  expect((await desk.result<MetricPlan>('metrics plan')).orphaned).toHaveLength(3);
  await desk.writeAll('source: { files: export }\nmetrics: []\n');
  const { code } = await desk.run('metrics retire --all --yes');
  // Seen__c is still named by a rule.
  expect(code).toBe(68);
  expect([await there(), await there(contactUsage)]).toEqual([['Seen__c'], []]);
});
