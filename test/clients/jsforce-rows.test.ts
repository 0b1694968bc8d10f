import type { Connection } from 'jsforce';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ManualClock } from '../../src/base/clock.ts';
import { idOf, type LocalOrg, startLocalOrg } from '../../src/local-org/index.ts';
import { jsforceOn } from './jsforce-connection.ts';

let org: LocalOrg;
let connection: Connection;
const clock = new ManualClock('2026-11-02T08:00:00Z');
const acme = idOf('001', 1);

beforeAll(async () => {
  org = await startLocalOrg({ clock, seed: { Account: [{ Id: acme, Name: 'Acme', Industry: 'Banking' }] } });
  connection = jsforceOn(org);
});
afterAll(() => org.close());

const idsOf = (results: readonly { readonly id?: string | undefined }[]): string[] => results.map(({ id }) => id ?? '');

test('one row: create, retrieve, update, destroy', async () => {
  const contacts = connection.sobject('Contact');
  const { id = '', success } = await contacts.create({ LastName: 'Lovelace', AccountId: acme });
  expect(success).toBe(true);
  expect(await contacts.record(id).retrieve()).toMatchObject({ LastName: 'Lovelace', AccountId: acme });
  expect(await contacts.update({ Id: id, FirstName: 'Ada' })).toMatchObject({ id, success: true });
  expect(await contacts.retrieve(id)).toMatchObject({ Name: 'Ada Lovelace' });
  expect(await contacts.destroy(id)).toMatchObject({ id, success: true });
  await expect(contacts.retrieve(id)).rejects.toMatchObject({ errorCode: 'ENTITY_IS_DELETED' });
});

test('many rows: create, retrieve, update, destroy, each with a result of its own', async () => {
  const accounts = connection.sobject('Account');
  const made = await accounts.create([{ Name: 'One' }, { Industry: 'Banking' }, { Name: 'Three' }]);
  expect(made.map(({ success }) => success)).toEqual([true, false, true]);
  expect(made[1]).toMatchObject({ errors: [{ statusCode: 'REQUIRED_FIELD_MISSING', fields: ['Name'] }] });
  const ids = [made[0]?.id ?? '', made[2]?.id ?? ''];
  const updated = await accounts.update(ids.map((Id) => ({ Id, Industry: 'Retail' })));
  expect(updated.every(({ success }) => success)).toBe(true);
  const read = await accounts.retrieve(ids, { fields: ['Name', 'Industry'] });
  expect(read.map(({ Name, Industry }) => [Name, Industry])).toEqual([
    ['One', 'Retail'],
    ['Three', 'Retail'],
  ]);
  expect(idsOf(await accounts.destroy(ids))).toEqual(ids);
});

test('more rows than one call takes are sent in several', async () => {
  const accounts = connection.sobject('Account');
  const rows = Array.from({ length: 401 }, (_, n) => ({ Name: `Many ${n}` }));
  await expect(accounts.create(rows)).rejects.toMatchObject({ errorCode: 'EXCEEDED_ID_LIMIT' });
  const made = await accounts.create(rows, { allowRecursive: true });
  expect(made.filter(({ success }) => success)).toHaveLength(401);
  await accounts.destroy(idsOf(made), { allowRecursive: true });
  expect(await accounts.count({ Name: { $like: 'Many %' } })).toBe(0);
});

test('all or none: the good rows are rolled back, and say so', async () => {
  const accounts = connection.sobject('Account');
  const made = await accounts.create([{ Name: 'Good' }, {}], { allOrNone: true });
  const [good] = made;
  expect(good?.success === false && good.errors[0]).toMatchObject({ statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK' });
  expect(await accounts.count({ Name: 'Good' })).toBe(0);
});

test('upsert by a key: one row, and many', async () => {
  const contacts = connection.sobject('Contact');
  const [one, two] = ['one@acme.example', 'two@acme.example'];
  expect(await contacts.upsert({ Email: one, LastName: 'One' }, 'Email')).toMatchObject({
    success: true,
    created: true,
  });
  const many = await contacts.upsert(
    [
      { Email: one, LastName: 'First' },
      { Email: two, LastName: 'Two' },
    ],
    'Email',
  );
  expect(many.map((result) => [result.success, 'created' in result && result.created])).toEqual([
    [true, false],
    [true, true],
  ]);
});

test('a key that several rows have is answered with their addresses', async () => {
  const contacts = connection.sobject('Contact');
  await contacts.create([
    { LastName: 'Twin', Email: 'twin@acme.example' },
    { LastName: 'Twin', Email: 'twin@acme.example' },
  ]);
  await expect(contacts.upsert({ Email: 'twin@acme.example', LastName: 'X' }, 'Email')).rejects.toMatchObject({
    errorCode: 'MULTIPLE_CHOICES',
  });
});

test('find, findOne, select, sort, limit, count, and children', async () => {
  const contacts = connection.sobject('Contact');
  await contacts.create([
    { LastName: 'Zuse', AccountId: acme },
    { LastName: 'Hopper', AccountId: acme },
  ]);
  const found = await contacts
    .find({ AccountId: acme, LastName: { $in: ['Zuse', 'Hopper'] } }, ['Id', 'LastName'])
    .sort({ LastName: 'ASC' })
    .limit(5)
    .execute();
  expect(found.map(({ LastName }) => LastName)).toEqual(['Hopper', 'Zuse']);
  expect(await contacts.findOne({ LastName: 'Zuse' }, ['LastName'])).toMatchObject({ LastName: 'Zuse' });
  expect(await contacts.select('LastName').where("LastName LIKE 'Ho%'").skip(0).execute()).toHaveLength(1);
  const [account] = await connection
    .sobject('Account')
    .select('Id, Name')
    .include('Contacts')
    .select('LastName')
    .where({ LastName: 'Zuse' })
    .end()
    .where({ Id: acme })
    .execute();
  expect(account).toMatchObject({ Name: 'Acme', Contacts: { totalSize: 1, records: [{ LastName: 'Zuse' }] } });
});

test('rows found by a query are changed and deleted in one chain', async () => {
  const contacts = connection.sobject('Contact');
  await contacts.create([{ LastName: 'Chained' }, { LastName: 'Chained' }]);
  const changed = await contacts.find({ LastName: 'Chained' }).update({ Title: 'Engineer' }, 'Contact');
  expect(changed.map(({ success }) => success)).toEqual([true, true]);
  expect(await contacts.count({ Title: 'Engineer' })).toBe(2);
  const gone = await contacts.find({ LastName: 'Chained' }).destroy('Contact');
  expect(gone.map(({ success }) => success)).toEqual([true, true]);
});

test('what was made, changed and deleted in a span of time', async () => {
  const accounts = connection.sobject('Account');
  const { id = '' } = await accounts.create({ Name: 'Watched' });
  const { id: gone = '' } = await accounts.create({ Name: 'Gone' });
  await accounts.destroy(gone);
  clock.advance(5 * 60_000);
  const [start, end] = [-20, 0].map((minutes) => new Date(clock.now().getTime() + minutes * 60_000));
  expect((await accounts.updated(start!, end!)).ids).toContain(id);
  expect((await accounts.deleted(start!, end!)).deletedRecords).toContainEqual({
    id: gone,
    deletedDate: expect.stringMatching(/^\d{4}-.*\+0000$/),
  });
});

test('what the user worked on last', async () => {
  const { id = '' } = await connection.sobject('Account').create({ Name: 'Latest' });
  expect(await connection.sobject('Account').recent()).toContainEqual(expect.objectContaining({ Id: id }));
  expect(await connection.recent(5)).toContainEqual(expect.objectContaining({ Id: id, Name: 'Latest' }));
});
