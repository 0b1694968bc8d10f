import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCustomFields } from '../../src/salesforce/save-custom-fields.ts';
import { accountUsage, type MetricDesk, openMetricDesk } from '../support/metric-desk.ts';

const metrics = `  - { name: Sessions, level: account, event: session, measure: count, lookback: 7d }
  - { name: Amount, level: account, event: checkout_completed, measure: { sum: amount }, lookback: 3mo }
  - { name: Taken, level: account, event: session, measure: count, lookback: all }
  - { name: Days, level: contact, event: session, measure: active days, lookback: 4w }
`;

let desk: MetricDesk;
const states = async () => {
  const { metrics: listed } = await desk.result<{ metrics: { name: string; state?: string }[] }>('metrics list');
  return Object.fromEntries(listed.map(({ name, state }) => [name, state]));
};

beforeAll(async () => {
  desk = await openMetricDesk(metrics);
  await createCustomFields(desk.admin, [
    { object: accountUsage, name: 'Taken__c', label: 'Taken', description: '', helpText: '', type: 'Text', length: 9 },
  ]);
});
afterAll(() => desk.close());

test('the list says name, level, event, measure, lookback, field, type and state of each metric', async () => {
  const { metrics: listed } = await desk.result<{ metrics: unknown[] }>('metrics list');
  expect(listed).toEqual([
    expect.objectContaining({
      name: 'Sessions',
      level: 'account',
      event: 'session',
      measure: 'count',
      lookback: 'past 7 days',
      field: 'Sessions__c',
      type: 'Number(18, 0)',
      state: 'to be made',
    }),
    expect.objectContaining({
      name: 'Amount',
      measure: 'sum of amount',
      lookback: 'past 3 months',
      type: 'Number(18, 2)',
    }),
    expect.objectContaining({ name: 'Taken', state: 'in the way' }),
    expect.objectContaining({ name: 'Days', level: 'contact', measure: 'active days' }),
  ]);
  const { stdout } = await desk.run('metrics list');
  expect(stdout).toMatch(
    /account metric +Counts +State\nSessions +count, session +to be made\nSessions__c +Number\(18, 0\), past 7 days/,
  );
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test('the state follows what is done and undone in the org', async () => {
  await desk.run('metrics apply');
  expect(await states()).toEqual({ Sessions: 'ready', Amount: 'ready', Taken: 'in the way', Days: 'ready' });
  await desk.takeAccess('Heap_Metric_Access', `${accountUsage}.Amount__c`);
  await desk.write(metrics.replace('lookback: 7d', 'lookback: 8d'));
  expect(await states()).toMatchObject({ Sessions: 'to be changed', Amount: 'no access' });
});

test('offline no org is asked, and one that cannot tell is a warning', async () => {
  const offline = await desk.run('metrics list --offline --target-org nowhere');
  expect([offline.code, offline.stdout.includes('State'), offline.stderr]).toEqual([0, false, '']);
});
