import { afterEach, expect, test } from 'vitest';
import { addressOf, openPullDesk, type PullDesk } from '../support/pull-desk.ts';

let desk: PullDesk;
afterEach(() => desk.close());

test('40 fields are read in one query, each value under its name', async () => {
  desk = await openPullDesk();
  const fields = Array.from({ length: 40 }, (_, n) => `Chosen_Field_With_A_Long_Name_${n}__c`);
  for (const field of fields) {
    desk.makeField('Contact', field, '<type>Text</type><length>20</length>');
    await desk.showField('Contact', field);
  }
  await desk.configure(`  contact: [${fields.join(', ')}]\n`);
  await desk.users(['p0']);
  const values = Object.fromEntries(fields.map((field, n) => [field, `v${n}`]));
  desk.make('Contact', [{ LastName: 'p0', Email: addressOf('p0'), ...values }]);
  expect(await desk.pull()).toMatchObject({ status: 'done', counts: { accepted: 1 } });
  const user = desk.user('p0') ?? {};
  expect(Object.keys(user).filter((name) => name.startsWith('Salesforce Contact Chosen'))).toHaveLength(40);
  expect(user['Salesforce Contact Chosen Field With A Long Name 39']).toBe('v39');
}, 120_000);

test('values of 100,000 characters, line breaks, quotes and characters beyond the first plane arrive, cut and counted', async () => {
  desk = await openPullDesk();
  desk.makeField(
    'Contact',
    'Story__c',
    '<type>LongTextArea</type><length>131072</length><visibleLines>3</visibleLines>',
  );
  await desk.showField('Contact', 'Story__c');
  await desk.configure('  contact: [Story__c, Title]\n');
  await desk.users(['p0', 'p1']);
  const story = '🦉'.repeat(50_000);
  desk.make('Contact', [
    { LastName: 'p0', Email: addressOf('p0'), Story__c: story, Title: 'Says "hi",\nand\tbye 🦉' },
    { LastName: 'p1', Email: addressOf('p1'), Story__c: 'short' },
  ]);
  const report = await desk.pull();
  expect(report).toMatchObject({ status: 'done', counts: { accepted: 2 } });
  expect(report.levels.find(({ level }) => level === 'contact')?.overLong).toBe(1);
  const { 'Salesforce Contact Story': told, 'Salesforce Contact Title': title } = desk.user('p0') ?? {};
  expect([story.startsWith(String(told)), String(told).length <= 1023, title]).toEqual([
    true,
    true,
    'Says "hi",\nand\tbye 🦉',
  ]);
}, 120_000);

test('long texts, of which a page holds 200 rows, cost changes no more than others', async () => {
  desk = await openPullDesk();
  const texts = ['Story__c', 'Plot__c'];
  for (const field of texts) {
    desk.makeField('Contact', field, '<type>LongTextArea</type><length>32768</length><visibleLines>3</visibleLines>');
    await desk.showField('Contact', field);
  }
  await desk.configure(`  contact: [${texts.join(', ')}]\n`);
  await desk.users(['p0', 'p1999']);
  desk.clock.set('2026-06-20T12:00:00Z');
  const people = Array.from({ length: 2000 }, (_, n) => ({ LastName: `p${n}`, Email: addressOf(`p${n}`) }));
  const ids = desk.make('Contact', people);
  desk.clock.set('2026-06-30T12:00:00Z');
  await desk.pull();
  desk.update(
    'Contact',
    ids.map((Id, n) => ({ Id, Story__c: `Story ${n}`, Plot__c: `Plot ${n}` })),
  );
  desk.hours(1);
  const report = await desk.pull();
  expect(report).toMatchObject({ status: 'done', counts: { accepted: 2 }, read: [{ changed: 2000 }, {}] });
  expect(report.credits).toBeLessThanOrEqual(2 + 1);
  expect(desk.user('p1999')).toMatchObject({
    'Salesforce Contact Story': 'Story 1999',
    'Salesforce Contact Plot': 'Plot 1999',
  });
}, 120_000);
