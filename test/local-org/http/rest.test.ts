import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ManualClock } from '../../../src/base/clock.ts';
import { idOf, type LocalOrg, startLocalOrg } from '../../../src/local-org/index.ts';
import { type Call, caller, data, soql } from './caller.ts';

let org: LocalOrg;
let call: Call;
const clock = new ManualClock('2026-11-02T08:00:00Z');
const acme = idOf('001', 1);
const ada = idOf('003', 1);

beforeAll(async () => {
  org = await startLocalOrg({
    clock,
    seed: {
      Account: [
        { Id: acme, Name: 'Acme' },
        { Id: idOf('001', 2), Name: 'Globex' },
      ],
      Contact: [{ Id: ada, FirstName: 'Ada', LastName: 'Adler', Email: 'ada@acme.example', AccountId: acme }],
    },
  });
  call = caller(org);
});
afterAll(() => org.close());
beforeEach(() => org.reset());

test('a row is made, read, changed and deleted', async () => {
  const made = await call('POST', 'sobjects/Account', { Name: 'Initech', Industry: 'Banking' });
  expect([made.status, made.json]).toEqual([
    201,
    { id: expect.stringMatching(/^001\w{15}$/), success: true, errors: [] },
  ]);
  const path = `sobjects/Account/${made.json.id}`;
  expect((await call('PATCH', path, { Name: 'Initrode' })).status).toBe(204);
  const read = await call('GET', `${path}?fields=Name,Industry`);
  expect(read.json).toEqual({
    attributes: { type: 'Account', url: `${data}/sobjects/Account/${made.json.id}` },
    Name: 'Initrode',
    Industry: 'Banking',
    Id: made.json.id,
  });
  const deleted = await call('DELETE', path);
  expect([deleted.status, deleted.text]).toEqual([204, '']);
  expect((await call('GET', path)).status).toBe(404);
});

test('what is wrong with a row is told with its code and fields', async () => {
  const missing = await call('POST', 'sobjects/Contact', { FirstName: 'Ada' });
  expect([missing.status, missing.json]).toEqual([
    400,
    [{ message: 'Required fields are missing: [LastName]', errorCode: 'REQUIRED_FIELD_MISSING', fields: ['LastName'] }],
  ]);
  const column = await call('POST', 'sobjects/Account', { Name: 'x', Nope__c: 1 });
  expect([column.status, column.json[0]]).toMatchObject([
    400,
    { errorCode: 'INVALID_FIELD', message: "No such column 'Nope__c' on sobject of type Account" },
  ]);
  const id = await call('PATCH', `sobjects/Account/${acme}`, { Id: acme, Name: 'x' });
  expect([id.status, id.json[0].message]).toEqual([400, 'The Id field should not be specified in the sobject data.']);
  expect((await call('POST', 'sobjects/Nope', { Name: 'x' })).status).toBe(404);
  expect((await call('POST', 'sobjects/Account', [1])).json[0].errorCode).toBe('JSON_PARSER_ERROR');
});

test('a row that is not there is not found, for reading, changing and deleting', async () => {
  const path = `sobjects/Account/${idOf('001', 77)}`;
  for (const [method, body] of [
    ['GET', undefined],
    ['PATCH', { Name: 'x' }],
    ['DELETE', undefined],
  ] as const) {
    const { status, json } = await call(method, path, body);
    expect([method, status, json[0].errorCode]).toEqual([method, 404, 'NOT_FOUND']);
  }
});

test('describe and the global list show objects by their own names', async () => {
  const global = await call('GET', 'sobjects');
  const names = global.json.sobjects.map(({ name }: { name: string }) => name);
  expect(names).toEqual(expect.arrayContaining(['Account', 'Contact', 'PermissionSet', 'User']));
  const account = await call('GET', 'sobjects/account/describe');
  expect(account.json).toMatchObject({ name: 'Account', keyPrefix: '001', label: 'Account' });
  const basic = await call('GET', 'sobjects/Account');
  expect(basic.json).toMatchObject({ objectDescribe: { name: 'Account' }, recentItems: expect.any(Array) });
  expect((await call('GET', 'sobjects/ScratchOrgInfo/describe')).status).toBe(404);
});

test('the version address names the resources and who asks', async () => {
  const { json } = await call('GET', '');
  expect(json).toMatchObject({ sobjects: `${data}/sobjects`, query: `${data}/query` });
  expect((await call('GET', new URL(json.identity).pathname)).json.username).toBe('admin@heap.local');
});

test('a query is answered in pages that its own addresses lead through', async () => {
  const records = Array.from({ length: 199 }, (_, n) => ({ attributes: { type: 'Account' }, Name: `Page ${n}` }));
  for (let round = 0; round < 3; round++) await call('POST', 'composite/sobjects', { records });
  const options = { 'Sforce-Query-Options': 'batchSize=250' };
  let page = await call('GET', soql("SELECT Id FROM Account WHERE Name LIKE 'Page%'"), undefined, options);
  expect(page.json).toMatchObject({ totalSize: 597, done: false });
  const ids = new Set<string>();
  for (;;) {
    for (const { Id } of page.json.records) ids.add(Id);
    if (page.json.done) break;
    expect(page.json.nextRecordsUrl).toMatch(/^\/services\/data\/v67\.0\/query\/0(?:1g|r8)\w+-\d+$/);
    page = await call('GET', page.json.nextRecordsUrl, undefined, options);
  }
  expect(ids.size).toBe(597);
});

test('queries that are wrong are told so, and columns can be asked for', async () => {
  const field = await call('GET', soql('SELECT Nope FROM Account'));
  expect([field.status, field.json[0].errorCode]).toEqual([400, 'INVALID_FIELD']);
  const object = await call('GET', soql('SELECT Id FROM ScratchOrgInfo limit 1'));
  expect([object.status, object.json[0].errorCode]).toEqual([400, 'INVALID_TYPE']);
  const locator = await call('GET', 'query/01gnonsense-500');
  expect([locator.status, locator.json[0].errorCode]).toEqual([400, 'INVALID_QUERY_LOCATOR']);
  expect((await call('GET', 'query')).json[0].errorCode).toBe('MALFORMED_QUERY');
  const columns = await call('GET', `${soql('SELECT Id, Name FROM Account')}&columns=true`);
  expect(columns.json.columnMetadata.map(({ columnName }: { columnName: string }) => columnName)).toEqual([
    'Id',
    'Name',
  ]);
});

test('deleted rows are in queryAll alone, and in the list of deleted ones', async () => {
  clock.advance(5 * 60_000);
  await call('DELETE', `sobjects/Contact/${ada}`);
  const text = soql('SELECT Id, IsDeleted FROM Contact').replace('query?', 'queryAll?');
  expect((await call('GET', text)).json.records).toMatchObject([{ Id: ada, IsDeleted: true }]);
  expect((await call('GET', soql('SELECT Id FROM Contact'))).json.totalSize).toBe(0);
  clock.advance(5 * 60_000);
  const span = `start=2026-11-02T00:00:00Z&end=${encodeURIComponent(clock.now().toISOString())}`;
  const deleted = await call('GET', `sobjects/Contact/deleted/?${span}`);
  expect(deleted.json.deletedRecords).toEqual([
    { id: ada, deletedDate: expect.stringMatching(/^2026-11-02T.*\+0000$/) },
  ]);
  const updated = await call('GET', `sobjects/Contact/updated?${span}`);
  expect(updated.json.ids).toEqual([]);
  const short = await call('GET', 'sobjects/Contact/updated?start=2026-11-02T00:00:00Z&end=2026-11-02T00:00:30Z');
  expect([short.status, short.json[0].errorCode]).toEqual([400, 'INVALID_REPLICATION_DATE']);
});

test('a key finds the row to change, makes one that is missing, and names all that it fits', async () => {
  const changed = await call('PATCH', 'sobjects/Contact/Email/ada%40acme.example', { LastName: 'Byron' });
  expect([changed.status, changed.json]).toEqual([200, { id: ada, success: true, errors: [], created: false }]);
  const old = await call('PATCH', '/services/data/v45.0/sobjects/Contact/Email/ada%40acme.example', { LastName: 'B' });
  expect([old.status, old.text]).toEqual([204, '']);
  const made = await call('PATCH', 'sobjects/Contact/Email/new%2Fone%40acme.example', { LastName: 'New' });
  expect([made.status, made.json.created]).toEqual([201, true]);
  const read = await call('GET', 'sobjects/Contact/Email/new%2Fone%40acme.example?fields=LastName');
  expect(read.json).toMatchObject({ LastName: 'New', Id: made.json.id });
  await call('POST', 'sobjects/Contact', { LastName: 'Twin', Email: 'ada@acme.example' });
  const several = await call('PATCH', 'sobjects/Contact/Email/ada%40acme.example', { LastName: 'Who' });
  expect(several.status).toBe(300);
  expect(several.json).toHaveLength(2);
  expect(several.json).toContain(`${data}/sobjects/Contact/${ada}`);
});

test('a collection answers row by row, and all or none when asked', async () => {
  const records = [
    { attributes: { type: 'Account' }, Name: 'One' },
    { attributes: { type: 'Contact' }, FirstName: 'No last name' },
  ];
  const each = await call('POST', 'composite/sobjects', { records });
  expect([each.status, each.json]).toMatchObject([
    200,
    [
      { success: true, errors: [] },
      { success: false, errors: [{ statusCode: 'REQUIRED_FIELD_MISSING', fields: ['LastName'] }] },
    ],
  ]);
  const all = await call('POST', 'composite/sobjects', { allOrNone: true, records });
  expect(all.json.map(({ errors }: { errors: { statusCode: string }[] }) => errors[0]?.statusCode)).toEqual([
    'ALL_OR_NONE_OPERATION_ROLLED_BACK',
    'REQUIRED_FIELD_MISSING',
  ]);
  expect((await call('GET', soql("SELECT Id FROM Account WHERE Name = 'One'"))).json.totalSize).toBe(1);
});

test('collections are changed, upserted, read and deleted', async () => {
  const type = { attributes: { type: 'Contact' } };
  const updated = await call('PATCH', 'composite/sobjects', { records: [{ ...type, id: ada, LastName: 'Lovelace' }] });
  expect(updated.json).toEqual([{ id: ada, success: true, errors: [] }]);
  const upserted = await call('PATCH', 'composite/sobjects/Contact/Email', {
    records: [
      { ...type, Email: 'ada@acme.example', FirstName: 'A' },
      { ...type, Email: 'b@acme.example', LastName: 'B' },
    ],
  });
  expect(upserted.json).toMatchObject([{ id: ada, created: false }, { created: true }]);
  const ids = [ada, idOf('003', 99)];
  const read = await call('POST', 'composite/sobjects/Contact', { ids, fields: ['Name'] });
  expect(read.json).toMatchObject([{ Name: 'A Lovelace' }, null]);
  const byQuery = await call('GET', `composite/sobjects/Contact?ids=${ids.join()}&fields=Name`);
  expect(byQuery.json).toEqual(read.json);
  const deleted = await call('DELETE', `composite/sobjects?ids=${ada},${acme}&allOrNone=true`);
  expect(deleted.json).toMatchObject([
    { id: ada, success: true },
    { id: acme, success: true },
  ]);
});

test('a collection of more than 200 rows is refused whole', async () => {
  const records = Array.from({ length: 201 }, () => ({ attributes: { type: 'Account' }, Name: 'x' }));
  const { status, json } = await call('POST', 'composite/sobjects', { records });
  expect([status, json[0].errorCode]).toEqual([400, 'EXCEEDED_ID_LIMIT']);
});

test('a tree is planted with its children, or not at all', async () => {
  const tree = (lastName: string | undefined) => ({
    records: [
      {
        attributes: { type: 'Account', referenceId: 'a' },
        Name: 'Tree',
        Contacts: {
          records: [{ attributes: { type: 'Contact', referenceId: 'c' }, ...(lastName && { LastName: lastName }) }],
        },
      },
    ],
  });
  const bad = await call('POST', 'composite/tree/Account', tree(undefined));
  expect([bad.status, bad.json]).toMatchObject([
    400,
    { hasErrors: true, results: [{ referenceId: 'c', errors: [{ statusCode: 'REQUIRED_FIELD_MISSING' }] }] },
  ]);
  const good = await call('POST', 'composite/tree/Account', tree('Leaf'));
  expect([good.status, good.json]).toMatchObject([
    201,
    { hasErrors: false, results: [{ referenceId: 'a' }, { referenceId: 'c' }] },
  ]);
  const leaves = await call('GET', soql("SELECT Name FROM Contact WHERE Account.Name = 'Tree'"));
  expect(leaves.json.records).toMatchObject([{ Name: 'Leaf' }]);
});

test('a composite request counts once, and later parts use what earlier ones answered', async () => {
  const usage = (headers: Headers) => Number(headers.get('sforce-limit-info')?.match(/=(\d+)/)?.[1]);
  const before = usage((await call('GET', '')).headers);
  const { json, headers } = await call('POST', 'composite', {
    compositeRequest: [
      { method: 'POST', url: `${data}/sobjects/Account`, referenceId: 'account', body: { Name: 'Made' } },
      {
        method: 'POST',
        url: `${data}/sobjects/Contact`,
        referenceId: 'contact',
        body: { LastName: 'Of', AccountId: '@{account.id}' },
      },
      { method: 'GET', url: `${data}/sobjects/Contact/@{contact.id}?fields=AccountId`, referenceId: 'read' },
      { method: 'GET', url: `${data}/nonsense`, referenceId: 'lost' },
    ],
  });
  expect(usage(headers)).toBe(before + 1);
  const [account, contact, read, lost] = json.compositeResponse;
  expect([account.httpStatusCode, contact.httpStatusCode, read.httpStatusCode, lost.httpStatusCode]).toEqual([
    201, 201, 200, 404,
  ]);
  expect(read.body.AccountId).toBe(account.body.id);
});

test('a composite request of all or none leaves nothing behind', async () => {
  const { json } = await call('POST', 'composite', {
    allOrNone: true,
    compositeRequest: [
      { method: 'POST', url: `${data}/sobjects/Account`, referenceId: 'one', body: { Name: 'Half' } },
      { method: 'POST', url: `${data}/sobjects/Contact`, referenceId: 'two', body: {} },
    ],
  });
  expect(json.compositeResponse.map(({ body }: { body: { errorCode: string }[] }) => body[0]?.errorCode)).toEqual([
    'PROCESSING_HALTED',
    'REQUIRED_FIELD_MISSING',
  ]);
  expect((await call('GET', soql("SELECT Id FROM Account WHERE Name = 'Half'"))).json.totalSize).toBe(0);
});

test('a composite request of 26 parts, and one with a reference to nothing, are refused', async () => {
  const part = (n: number) => ({ method: 'GET', url: `${data}/sobjects/Account/@{no.id}`, referenceId: `r${n}` });
  const many = await call('POST', 'composite', { compositeRequest: Array.from({ length: 26 }, (_, n) => part(n)) });
  expect(many.status).toBe(400);
  const one = await call('POST', 'composite', { compositeRequest: [part(1)] });
  expect(one.json.compositeResponse[0].httpStatusCode).toBe(400);
});

test('a search finds names by the beginnings of their words', async () => {
  const find = async (text: string) => (await call('GET', `search?q=${encodeURIComponent(text)}`)).json.searchRecords;
  expect(await find('FIND {acm*} IN NAME FIELDS RETURNING Account(Id, Name), Contact(Name)')).toMatchObject([
    { Name: 'Acme' },
  ]);
  expect(
    await find("FIND {ada} IN NAME FIELDS RETURNING Contact(Name WHERE LastName = 'Adler' LIMIT 1)"),
  ).toMatchObject([{ Name: 'Ada Adler' }]);
  const wrong = await call('GET', 'search?q=nonsense');
  expect([wrong.status, wrong.json[0].errorCode]).toEqual([400, 'MALFORMED_SEARCH']);
});

test('recent rows are those that the user worked on last', async () => {
  clock.advance(60_000);
  await call('PATCH', `sobjects/Account/${acme}`, { Industry: 'Banking' });
  const { json } = await call('GET', 'recent?limit=1');
  expect(json).toMatchObject([{ Id: acme, Name: 'Acme' }]);
});

test('an org without source tracking has no SourceMember', async () => {
  const { status, json } = await call('GET', 'tooling/sobjects/SourceMember/describe');
  expect([status, json[0].errorCode]).toEqual([404, 'NOT_FOUND']);
  const fields = await call(
    'GET',
    `tooling/${soql("SELECT QualifiedApiName FROM EntityDefinition WHERE QualifiedApiName = 'Account'")}`,
  );
  expect(fields.json.records).toMatchObject([{ QualifiedApiName: 'Account' }]);
});
