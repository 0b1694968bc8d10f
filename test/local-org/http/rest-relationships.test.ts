import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { idOf, type LocalOrg, startLocalOrg } from '../../../src/local-org/index.ts';
import { type Call, caller } from './caller.ts';

let org: LocalOrg;
let call: Call;
const acme = idOf('001', 1);
const [ada, bob] = [idOf('003', 1), idOf('003', 2)];

beforeAll(async () => {
  const contacts = [
    { Id: ada, FirstName: 'Ada', LastName: 'Adler', AccountId: acme },
    { Id: bob, LastName: 'Bobson' },
  ];
  org = await startLocalOrg({ seed: { Account: [{ Id: acme, Name: 'Acme' }], Contact: contacts } });
  call = caller(org);
});
afterAll(() => org.close());
beforeEach(() => org.reset());

test('a row leads to its parent', async () => {
  const { status, json } = await call('GET', `sobjects/Contact/${ada}/Account?fields=Name`);
  expect([status, json]).toEqual([
    200,
    expect.objectContaining({ Id: acme, Name: 'Acme', attributes: expect.objectContaining({ type: 'Account' }) }),
  ]);
});

test('a row leads to its children, as a query would', async () => {
  const { status, json } = await call('GET', `sobjects/Account/${acme}/Contacts?fields=LastName`);
  expect(status).toBe(200);
  expect(json).toMatchObject({ totalSize: 1, done: true, records: [{ Id: ada, LastName: 'Adler' }] });
});

test('a parent is changed and deleted through its child', async () => {
  expect((await call('PATCH', `sobjects/Contact/${ada}/Account`, { Name: 'Renamed' })).status).toBe(204);
  expect((await call('GET', `sobjects/Account/${acme}?fields=Name`)).json.Name).toBe('Renamed');
  expect((await call('DELETE', `sobjects/Contact/${ada}/Account`)).status).toBe(204);
  expect((await call('GET', `sobjects/Account/${acme}`)).status).toBe(404);
});

test('children are not changed through their parent', async () => {
  const { status, json } = await call('PATCH', `sobjects/Account/${acme}/Contacts`, { LastName: 'X' });
  expect([status, json[0].errorCode]).toEqual([405, 'METHOD_NOT_ALLOWED']);
});

test.each([
  ['a lookup without a value', () => `sobjects/Contact/${bob}/Account`],
  ['a relationship that there is not', () => `sobjects/Contact/${ada}/Nonsense`],
  ['a row that there is not', () => `sobjects/Contact/${idOf('003', 99)}/Account`],
])('%s leads nowhere', async (_, path) => {
  const { status, json } = await call('GET', path());
  expect([status, json[0].errorCode]).toEqual([404, 'NOT_FOUND']);
});
