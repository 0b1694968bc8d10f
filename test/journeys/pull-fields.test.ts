import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ShownFields } from '../../src/commands/fields-show.ts';
import { addressOf, openPullDesk, type PullDesk } from '../support/pull-desk.ts';

let desk: PullDesk;
let accounts: readonly string[] = [];
let contacts: readonly string[] = [];
const people = Array.from({ length: 12 }, (_, n) => `p${n}`);

const choose = (contact: string, more = '') =>
  desk.configure(`  contact: [${contact}]\n  account: [Industry]\n${more}`);

const property = (person: string, name: string) => desk.user(person)?.[`Salesforce Contact ${name}`];

beforeAll(async () => {
  desk = await openPullDesk();
  await desk.users(people);
  desk.makeField('Contact', 'Tier__c', '<type>Text</type><length>20</length>');
  await desk.showField('Contact', 'Tier__c');
  desk.clock.set('2026-06-20T12:00:00Z');
  accounts = desk.make('Account', [{ Name: 'Acme', Industry: 'Media' }]);
  contacts = desk.make(
    'Contact',
    people.map((name, n) => ({
      LastName: name,
      Email: addressOf(name),
      Title: `Title ${n}`,
      Tier__c: `Tier ${n}`,
      AccountId: accounts[0],
    })),
  );
  desk.clock.set('2026-06-30T12:00:00Z');
  expect(await desk.pull()).toMatchObject({ status: 'done', counts: { accepted: 13 } });
}, 60_000);
afterAll(() => desk.close());

test('a field that is chosen later is read by itself for the same window', async () => {
  desk.hours(1);
  await choose('Title, Tier__c');
  const report = await desk.pull();
  expect(report).toMatchObject({ status: 'done', counts: { accepted: 12, unchanged: 1 } });
  expect(report.read).toMatchObject([
    { object: 'contact', changed: 0, swept: 12 },
    { object: 'account', changed: 0, swept: 0 },
  ]);
  expect(people.map((name) => property(name, 'Tier'))).toEqual(people.map((_, n) => `Tier ${n}`));
});

test('a field that is hidden is left out, told of once, and keeps its values in Heap', async () => {
  desk.hours(1);
  await desk.hideField('Contact', 'Tier__c');
  desk.update('Contact', [{ Id: contacts[0]!, Title: 'Director', Tier__c: 'Unseen' }]);
  const report = await desk.pull();
  expect(report).toMatchObject({ status: 'done', counts: { accepted: 1 }, gone: [{ field: 'Tier__c', fresh: true }] });
  // The query that is refused; then what there is to read, and the query without the field, at once.
  expect(report.credits).toBe(2);
  expect(desk.user('p0')).toMatchObject({
    'Salesforce Contact Title': 'Director',
    'Salesforce Contact Tier': 'Tier 0',
  });
  desk.hours(1);
  expect(await desk.pull()).toMatchObject({ gone: [{ field: 'Tier__c', fresh: false }], credits: 1 });
  const { stdout } = await desk.run('fields pull --environment local');
  expect(stdout).toContain('1 chosen field is still not to be seen: heap-sf fields show');
});

test('each field is shown with when it was last pulled, and one that is gone with since when', async () => {
  const shown = async () => {
    const { fields } = (await desk.run('fields show --environment local --json')).json<ShownFields>().result!;
    return Object.fromEntries(fields.map(({ field, pulledAt, goneSince }) => [field, [pulledAt, goneSince]]));
  };
  const times = await shown();
  const [gone, now] = [times['Tier__c']!, desk.clock.now().getTime()];
  // It was found to be gone an hour ago, and was read an hour before.
  expect([now - Date.parse(gone[1]!), now - Date.parse(gone[0]!)].map((ms) => Math.round(ms / 3_600_000))).toEqual([
    1, 2,
  ]);
  expect(now - Date.parse(times['Title']![0]!)).toBeLessThan(60_000);
  expect(times['Title']![1]).toBeUndefined();
  const { stdout } = await desk.run('fields show --environment local');
  expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(/Gone since 20\d\d-\d\d-\d\d \d\d:\d\d UTC/);
  await choose('Title, Tier__c, Phone');
  expect((await shown())['Phone']).toEqual([undefined, undefined]);
  await choose('Title, Tier__c');
});

test('it comes back within the hour, with what has changed meanwhile', async () => {
  desk.hours(1);
  await desk.showField('Contact', 'Tier__c');
  const report = await desk.pull();
  expect(report).toMatchObject({ status: 'done', gone: [], counts: { accepted: 1, unchanged: 12 } });
  expect(property('p0', 'Tier')).toBe('Unseen');
});

test('a field that is deleted in Salesforce is left out like one that is hidden', async () => {
  desk.hours(25);
  desk.dropField('Contact', 'Tier__c');
  desk.update('Contact', [{ Id: contacts[1]!, Title: 'Manager' }]);
  expect(await desk.pull()).toMatchObject({ status: 'done', gone: [{ field: 'Tier__c' }], counts: { accepted: 1 } });
  expect(property('p1', 'Tier')).toBe('Tier 1');
  await choose('Title');
  expect(await desk.pull()).toMatchObject({ status: 'done', gone: [] });
});

test('somebody who is told of a change, and then of a field that was chosen later, is counted once', async () => {
  await desk.makeTexts(['Four__c']);
  await choose('Title, Four__c');
  desk.hours(1);
  desk.update('Contact', [{ Id: contacts[5]!, Title: 'Twice', Four__c: 'Four' }]);
  const { levels } = await desk.pull();
  expect(levels[1]?.counts).toMatchObject({ input: 12, accepted: 1, unchanged: 11 });
  expect([property('p5', 'Title'), property('p5', 'Four')]).toEqual(['Twice', 'Four']);
});

test('several fields that are hidden at once cost an hour no more than changes of as many records would', async () => {
  await desk.makeTexts(['One__c', 'Two__c', 'Three__c']);
  await choose('Title, One__c, Two__c, Three__c');
  expect(await desk.pull()).toMatchObject({ status: 'done' });
  desk.hours(1);
  expect(await desk.pull()).toMatchObject({ status: 'done', credits: 1 });
  desk.hours(1);
  // Of those that are gone the org names one.
  for (const name of ['One__c', 'Two__c']) await desk.hideField('Contact', name);
  expect(await desk.pull()).toMatchObject({ status: 'done', gone: [{}, {}], credits: 2 });
  desk.hours(1);
  for (const name of ['One__c', 'Two__c']) await desk.showField('Contact', name);
  expect(await desk.pull()).toMatchObject({ status: 'done', gone: [] });
  desk.hours(1);
  for (const name of ['One__c', 'Two__c']) await desk.hideField('Contact', name);
  desk.update('Contact', [{ Id: contacts[4]!, Title: 'Seen' }]);
  const report = await desk.pull();
  expect(report).toMatchObject({ status: 'done', gone: [{}, {}], counts: { accepted: 1 }, credits: 3 });
  expect(property('p4', 'Title')).toBe('Seen');
  await choose('Title');
  await desk.pull();
});

test('formulas and fields of parents are read again on their own schedule', async () => {
  desk.makeField('Contact', 'Shout__c', '<type>Text</type><formula>UPPER(Account.Name)</formula>');
  await desk.showField('Contact', 'Shout__c');
  await choose('Title, Shout__c, Account.Name', '  formulas: daily\n');
  expect(await desk.pull()).toMatchObject({ status: 'done' });
  expect(property('p3', 'Shout')).toBe('ACME');
  // Nothing of the kind was read so far, so that it is due at once.
  expect((await desk.pull()).read[0]).toMatchObject({ changed: 1, swept: 11 });
  desk.hours(1);
  desk.update('Account', [{ Id: accounts[0]!, Name: 'Globex' }]);
  await desk.pull();
  expect(property('p3', 'Shout')).toBe('ACME');
  desk.hours(24);
  const report = await desk.pull();
  expect(report.read[0]).toMatchObject({ object: 'contact', changed: 0, swept: 12 });
  expect([property('p3', 'Shout'), property('p3', 'Account Name')]).toEqual(['GLOBEX', 'Globex']);
  desk.hours(1);
  expect(await desk.pull()).toMatchObject({ credits: 1, levels: [] });
});

test('a label that is another one in Salesforce reaches Heap within a day, though no record has changed', async () => {
  const levels = (label: string) =>
    desk.makeField(
      'Contact',
      'Stage__c',
      `<type>Picklist</type><valueSet><valueSetDefinition><sorted>false</sorted><value><fullName>g</fullName><default>false</default><label>${label}</label></value></valueSetDefinition></valueSet>`,
    );
  levels('Gold');
  await desk.showField('Contact', 'Stage__c');
  desk.update('Contact', [{ Id: contacts[2]!, Stage__c: 'g' }]);
  await choose('{ field: Stage__c, value: label }');
  await desk.pull();
  expect(property('p2', 'Stage')).toBe('Gold');
  levels('Golden');
  desk.hours(25);
  expect(await desk.pull()).toMatchObject({
    read: [{ changed: 0 }, { changed: 0 }],
    counts: { accepted: 1 },
    credits: 1,
  });
  expect(property('p2', 'Stage')).toBe('Golden');
});

test('a field that is made anew as one of another type is read anew, and its values are told as what they are now', async () => {
  const text = '<type>Text</type><length>20</length>';
  const as = async (type: string) => {
    desk.makeField('Contact', 'Level__c', type);
    await desk.showField('Contact', 'Level__c');
  };
  await as(text);
  desk.update('Contact', [
    { Id: contacts[6]!, Level__c: '5' },
    { Id: contacts[7]!, Level__c: '7' },
  ]);
  await choose('Level__c', '  nulls: empty');
  await desk.pull();
  expect([property('p6', 'Level'), property('p7', 'Level')]).toEqual(['5', '7']);
  desk.hours(1);
  await desk.pull();
  desk.dropField('Contact', 'Level__c');
  await as('<type>Number</type><precision>10</precision><scale>0</scale>');
  desk.update('Contact', [{ Id: contacts[6]!, Level__c: 5 }]);
  desk.hours(25);
  await desk.pull();
  // Nothing is left of p7's, though the record has not changed.
  expect([property('p6', 'Level'), property('p7', 'Level')]).toEqual([5, '']);
  desk.dropField('Contact', 'Level__c');
  await as(text);
  desk.update('Contact', [{ Id: contacts[6]!, Level__c: '5' }]);
  desk.hours(25);
  await desk.pull();
  expect(property('p6', 'Level')).toBe('5');
  await choose('Title');
}, 60_000);

test('names that differ in case alone are two properties, of which each is told what it lacks', async () => {
  const named = (name: string) => choose(`{ field: Title, as: ${name} }`);
  await named('Rank');
  await desk.pull();
  await named('rank');
  await desk.pull();
  desk.hours(1);
  desk.update('Contact', [{ Id: contacts[8]!, Title: 'Admiral' }]);
  await desk.pull();
  expect(desk.user('p8')).toMatchObject({ Rank: 'Title 8', rank: 'Admiral' });
  await named('Rank');
  expect(await desk.pull()).toMatchObject({ counts: { accepted: 1 } });
  expect(desk.user('p8')).toMatchObject({ Rank: 'Admiral', rank: 'Admiral' });
  await choose('Title');
}, 60_000);

test('a key that brings nobody together is told of by the pull itself', async () => {
  await desk.configure('  contact: [Title]\n', 'join: { contact: { heap: identity, salesforce: Email } }');
  const { code, stderr } = await desk.run('fields pull --environment local');
  expect([code, stderr]).toEqual([0, expect.stringContaining('matches a contact by Contact.Email = "identity"')]);
  await choose('Title');
});

test('a hidden join field, or a hidden account of contacts, is a permission that is missing', async () => {
  desk.hours(1);
  const answers = [];
  for (const field of ['Email', 'AccountId']) {
    await desk.hideField('Contact', field);
    const { code, stderr } = await desk.run('fields pull --environment local');
    answers.push([code, stderr]);
    await desk.showField('Contact', field);
  }
  expect(answers).toEqual([
    [16, expect.stringContaining('Contact.Email')],
    [16, expect.stringContaining('Contact.AccountId')],
  ]);
  expect(await desk.pull()).toMatchObject({ status: 'done' });
});
