import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AppliedMetrics } from '../../src/metrics/fields/applied-metrics.ts';
import type { MetricPlan } from '../../src/metrics/fields/metric-plan.ts';
import { queryAll } from '../../src/salesforce/query.ts';
import { readObjectFields } from '../../src/salesforce/read-custom-fields.ts';
import { createCustomFields } from '../../src/salesforce/save-custom-fields.ts';
import { accountUsage, contactUsage, type MetricDesk, openMetricDesk } from '../support/metric-desk.ts';

const metric = (name: string, history: boolean | undefined, level = 'account') =>
  `  - { name: ${name}, level: ${level}, event: session, measure: count, lookback: 7d${history === undefined ? '' : `, history: ${history}`} }\n`;
const names = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, place) => `M${from + place}`);
const many = (list: readonly string[], history?: boolean) => list.map((name) => metric(name, history)).join('');

let desk: MetricDesk;
const tracked = async (object = accountUsage) =>
  (await readObjectFields(desk.admin, object))?.fields.filter((one) => one.trackHistory).map(({ name }) => name);

beforeAll(async () => {
  desk = await openMetricDesk(many(['M1', 'M2'], true) + metric('Quiet', undefined));
});
afterAll(() => desk.close());

test('history is switched on for the metrics that say so, as part of making the field', async () => {
  const { track } = await desk.result<MetricPlan>('metrics plan');
  expect(track.map(({ field, on }) => [field, on])).toEqual([
    ['M1__c', true],
    ['M2__c', true],
  ]);
  const { fields } = await desk.result<AppliedMetrics>('metrics apply');
  expect(fields.map((one) => 'deeds' in one && one.deeds)).toEqual([
    ['created', 'granted', 'tracked'],
    ['created', 'granted', 'tracked'],
    ['created', 'granted'],
  ]);
  expect(await tracked()).toEqual(['M1__c', 'M2__c']);
  expect(await desk.result('metrics plan')).toMatchObject({ track: [], untracked: [], drift: [] });
});

test('once tracked, a change of a figure is in the history of the row', async () => {
  await desk.result('usage push --as-of 2026-06-30');
  await desk.result('usage push --as-of 2026-06-20');
  const [row] = await queryAll<{ Field: string; OldValue: number; NewValue: number }>(
    desk.admin,
    "SELECT Field, OldValue, NewValue FROM Heap_Account_Usage__History WHERE Field = 'M1__c' LIMIT 1",
  );
  expect(row?.Field).toBe('M1__c');
  expect(row?.OldValue).not.toBe(row?.NewValue);
});

test('history that is switched off stays off, and what is left out stays as it is', async () => {
  await desk.write(metric('M1', false) + metric('M2', undefined) + metric('Quiet', undefined));
  const { fields } = await desk.result<AppliedMetrics>('metrics apply');
  expect(fields.find(({ field }) => field === 'M1__c')).toMatchObject({ deeds: ['untracked'] });
  expect(await tracked()).toEqual(['M2__c']);
});

test('an object holds twenty: the first of the configuration fit, and the others are named', async () => {
  // One of the org's own takes a place too.
  await createCustomFields(desk.admin, [
    {
      object: accountUsage,
      name: 'Theirs__c',
      label: 'Theirs',
      description: '',
      helpText: '',
      type: 'Text',
      trackHistory: true,
    },
  ]);
  await desk.write(many(names(1, 21), true));
  const { stdout } = await desk.run('metrics plan');
  expect(stdout).toMatch(
    /History that cannot be tracked[\s\S]*M20__c {2}does not fit: 20 fields are the most[\s\S]*M21__c/,
  );
  expect(stdout).toContain('20 of 20 histories tracked');
  const { code, json } = await desk.run('metrics apply --json');
  const { result } = json<AppliedMetrics>();
  expect([code, result.status]).toEqual([68, 'partly']);
  expect(result.fields.every(({ status }) => status === 'ready')).toBe(true);
  expect(result.missingTracking.map(({ field, code }) => [field, code])).toEqual([
    ['M20__c', 'HISTORY_FULL'],
    ['M21__c', 'HISTORY_FULL'],
  ]);
  expect(await tracked()).toHaveLength(20);
  expect((await desk.run('metrics apply')).stdout).toContain('Set history: false on metrics of Heap_Account_Usage__c');
});

test('what is switched off makes room for what is switched on in the same apply', async () => {
  await desk.write(metric('M1', false) + metric('M2', false) + many(names(3, 21), true));
  const { missingTracking } = await desk.result<AppliedMetrics>('metrics apply');
  expect(missingTracking).toEqual([]);
  expect(await tracked()).toEqual(expect.arrayContaining(['M20__c', 'M21__c']));
});

test('where the object keeps no history the fields go, and the clicks are told', async () => {
  await desk.local.control.deploy(await withoutHistory());
  await desk.write(metric('Days', true, 'contact'));
  const { code, stdout } = await desk.run('metrics apply');
  expect(code).toBe(68);
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
    'Setup > Object Manager > Heap_Contact_Usage__c > Edit: tick Track Field History.',
  );
  expect(stdout).toContain('1 of 1 metrics can be filled');
});

/** The object's file with its history switched off. */
async function withoutHistory(): Promise<Uint8Array> {
  const { strToU8, zipSync } = await import('fflate');
  const root = (tag: string, inner: string) =>
    strToU8(`<${tag} xmlns="http://soap.sforce.com/2006/04/metadata">${inner}</${tag}>`);
  return zipSync({
    'package.xml': root(
      'Package',
      `<types><members>${contactUsage}</members><name>CustomObject</name></types><version>67.0</version>`,
    ),
    [`objects/${contactUsage}.object`]: root('CustomObject', '<enableHistory>false</enableHistory>'),
  });
}
