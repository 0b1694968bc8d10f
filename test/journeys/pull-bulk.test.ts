import { afterAll, beforeAll, expect, test } from 'vitest';
import { addressOf, openPullDesk, type PullDesk } from '../support/pull-desk.ts';

/** So many that reading them by Bulk query takes fewer requests than page by page. */
const PEOPLE = 20_000;
const names = Array.from({ length: PEOPLE }, (_, n) => `p${n}`);

let desk: PullDesk;
let ids: readonly string[] = [];
beforeAll(async () => {
  desk = await openPullDesk('  contact: [Title, Birthdate, Owner.Name]\n');
  await desk.users(names);
  desk.clock.set('2026-06-20T12:00:00Z');
  const rows = names.map((name, n) => ({
    LastName: name,
    Email: addressOf(name),
    Title: n % 5 === 0 ? null : `"T", ${n}`,
    Birthdate: '1980-02-03',
  }));
  ids = [rows.slice(0, 10_000), rows.slice(10_000)].flatMap((some) => desk.make('Contact', some));
  desk.clock.set('2026-06-30T12:00:00Z');
}, 120_000);
afterAll(() => desk.close());

const jobs = async () => {
  const headers = { authorization: `Bearer ${desk.org.accessToken('heap-sync@heap.local')}` };
  const answer = await fetch(`${desk.org.url}/services/data/v67.0/jobs/query`, { headers });
  return ((await answer.json()) as { readonly records: readonly unknown[] }).records.length;
};

test('a large window goes by Bulk query, and a job that was started is not started again', async () => {
  desk.org.control.addFault({
    kind: 'answer',
    status: 403,
    code: 'REQUEST_LIMIT_EXCEEDED',
    path: '/services/data/*/jobs/query/*/results',
  });
  const cut = await desk.pull();
  expect(cut).toMatchObject({ status: 'partly', left: [{ object: 'contact', kind: 'first', total: PEOPLE }] });
  expect([await jobs(), desk.user('p1')]).toEqual([1, undefined]);
  const report = await desk.pull();
  expect(report).toMatchObject({ status: 'done', counts: { accepted: PEOPLE } });
  expect(report.credits).toBeLessThan(6);
  expect(await jobs()).toBe(1);
  expect(desk.user('p19999')).toMatchObject({
    'Salesforce Contact Title': '"T", 19999',
    'Salesforce Contact Birthdate': '1980-02-03',
  });
  expect(desk.user('p5')).not.toHaveProperty('Salesforce Contact Title');
}, 120_000);

test('both ways give the same values, so that reading all once more tells Heap nothing', async () => {
  desk.hours(1);
  desk.update('Contact', [{ Id: ids[0]!, Department: 'Sales' }]);
  expect(await desk.pull()).toMatchObject({ lookedAt: 'touched', counts: { accepted: 0, unchanged: 1 } });
  const { read, counts, lookedAt } = await desk.pull('--full');
  expect(lookedAt).toBe('all');
  expect(read[0]?.swept).toBeGreaterThan(PEOPLE - 10);
  expect(counts).toMatchObject({ accepted: 0, unchanged: PEOPLE });
}, 120_000);

test('more changes than pages should carry are read by Bulk query within the hour', async () => {
  desk.hours(1);
  for (const from of [0, 10_000]) {
    desk.update(
      'Contact',
      ids.slice(from, from + 10_000).map((Id, n) => ({ Id, Title: `New ${from + n}` })),
    );
  }
  desk.hours(1);
  const report = await desk.pull();
  expect(report).toMatchObject({ status: 'done', counts: { accepted: PEOPLE } });
  expect(report.credits).toBeLessThan(12);
  expect(desk.user('p15000')).toMatchObject({ 'Salesforce Contact Title': 'New 15000' });
  desk.hours(1);
  expect(await desk.pull()).toMatchObject({ levels: [], credits: 2 });
  desk.hours(1);
  expect(await desk.pull()).toMatchObject({ levels: [], credits: 1 });
}, 120_000);

test('what was loaded just before a pull is looked at once more over the next hours, none of which costs more than two requests', async () => {
  desk.hours(1);
  const load = (from: number) => ids.slice(from, from + 10_000).map((Id) => ({ Id, Title: 'Loaded' }));
  for (const from of [0, 10_000]) desk.update('Contact', load(from));
  expect(await desk.pull()).toMatchObject({ status: 'done', counts: { accepted: PEOPLE } });
  // One transaction began before that pull and has ended only now; another changes a record within the second of the load.
  desk.update('Contact', [{ Id: ids.at(-1)!, Title: 'At once' }]);
  desk.clock.advance(-4 * 60_000);
  desk.update('Contact', [{ Id: ids[7]!, Title: 'Late' }]);
  desk.clock.advance(4 * 60_000);
  const hours: [credits: number, changed: number | undefined, again: number][] = [];
  for (let hour = 0; hour < 4; hour++) {
    desk.hours(1);
    const { credits, read, again, status } = await desk.pull();
    expect(status).toBe('done');
    hours.push([credits, read[0]?.changed, again[0]?.rows ?? 0]);
  }
  expect(hours).toEqual([
    [2, 1, 11_000],
    [2, 0, 2000],
    [2, 1, 0],
    [1, 0, 0],
  ]);
  const titles = ['p7', 'p19999', 'p19998'].map((name) => desk.user(name)?.['Salesforce Contact Title']);
  expect(titles).toEqual(['Late', 'At once', 'Loaded']);
}, 120_000);

test('an org that is set back keeps no value of before, also where a Bulk query reads what has changed since', async () => {
  const hour = 3_600_000;
  const titles = (Title: string) => {
    for (const from of [0, 10_000]) {
      desk.update(
        'Contact',
        ids.slice(from, from + 10_000).map((Id) => ({ Id, Title })),
      );
    }
  };
  desk.org.control.moveClock({ by: hour });
  titles('Ahead');
  desk.hours(1);
  expect(await desk.pull()).toMatchObject({ status: 'done', counts: { accepted: PEOPLE } });
  desk.org.control.moveClock({ by: -2 * hour });
  titles('Back');
  desk.hours(1);
  await desk.pull();
  expect(desk.user('p4321')).toMatchObject({ 'Salesforce Contact Title': 'Back' });
}, 120_000);

test('a job that was started before a field was chosen is asked no more, and a new one brings the field', async () => {
  desk.hours(1);
  desk.update('Contact', [{ Id: ids[3]!, Department: 'Research' }]);
  const results = '/services/data/*/jobs/query/*/results';
  desk.org.control.addFault({ kind: 'answer', status: 403, code: 'REQUEST_LIMIT_EXCEEDED', path: results });
  const before = await jobs();
  expect(await desk.pull('--full')).toMatchObject({ status: 'partly' });
  expect(await jobs()).toBe(before + 1);
  await desk.configure('  contact: [Title, Birthdate, Owner.Name, Department]\n');
  await desk.showField('Contact', 'Department');
  expect(await desk.pull()).toMatchObject({ status: 'done', left: [] });
  expect(desk.user('p3')).toMatchObject({ 'Salesforce Contact Department': 'Research' });
}, 120_000);
