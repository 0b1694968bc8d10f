import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { idOf, type LocalOrg, startLocalOrg } from '../../../src/local-org/index.ts';
import { caller, type Reply } from './caller.ts';

let org: LocalOrg;
const acme = idOf('001', 1);
const ada = idOf('003', 1);

beforeAll(async () => {
  org = await startLocalOrg({
    seed: {
      Account: [{ Id: acme, Name: 'Acme', AnnualRevenue: 5 }],
      Contact: [{ Id: ada, LastName: 'Adler', AccountId: acme }],
    },
  });
});
afterAll(() => org.close());
beforeEach(() => org.reset());

const namespaces = {
  u: 'urn:partner.soap.sforce.com',
  c: 'urn:enterprise.soap.sforce.com',
  s: 'http://soap.sforce.com/2006/08/apex',
};

function soap(api: keyof typeof namespaces, body: string, header = ''): Promise<Reply> {
  const envelope = `<?xml version="1.0" encoding="UTF-8"?>
<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns="${namespaces[api]}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <e:Header><SessionHeader><sessionId>${org.accessToken()}</sessionId></SessionHeader>${header}</e:Header>
  <e:Body>${body}</e:Body>
</e:Envelope>`;
  return caller(org)('POST', `/services/Soap/${api}/67.0`, envelope, {
    'content-type': 'text/xml;charset=UTF-8',
    SOAPAction: '""',
  });
}

const resultOf = ({ text }: Reply): string => /<result[ >].*<\/result>/s.exec(text)?.[0] ?? text;
const query = (soql: string): string => `<query><queryString>${soql}</queryString></query>`;
const accounts = (...names: readonly string[]): string =>
  names.map((name) => `<sObjects><type>Account</type>${name === '' ? '' : `<Name>${name}</Name>`}</sObjects>`).join('');

test('partners get records as sObjects, with the Id twice', async () => {
  expect(resultOf(await soap('u', query(`SELECT Id, Name, AnnualRevenue FROM Account WHERE Id = '${acme}'`)))).toBe(
    '<result xsi:type="QueryResult"><done>true</done><queryLocator xsi:nil="true"/>' +
      `<records xsi:type="sf:sObject"><sf:type>Account</sf:type><sf:Id>${acme}</sf:Id><sf:Id>${acme}</sf:Id>` +
      '<sf:Name>Acme</sf:Name><sf:AnnualRevenue>5.0</sf:AnnualRevenue></records><size>1</size></result>',
  );
});

test('enterprises get records as their objects, and nothing for what is null', async () => {
  const { text } = await soap('c', query(`SELECT Id, Name, Phone FROM Account WHERE Id = '${acme}'`));
  expect(text).toContain('xmlns:sf="urn:sobject.enterprise.soap.sforce.com"');
  expect(text).toContain(`<records xsi:type="sf:Account"><sf:Id>${acme}</sf:Id><sf:Name>Acme</sf:Name></records>`);
});

test('parents and children lie inside their record', async () => {
  const parent = await soap('u', query(`SELECT Account.Name FROM Contact WHERE Id = '${ada}'`));
  expect(parent.text).toContain(
    '<sf:Account xsi:type="sf:sObject"><sf:type>Account</sf:type><sf:Id xsi:nil="true"/><sf:Name>Acme</sf:Name></sf:Account>',
  );
  const children = await soap('u', query(`SELECT (SELECT LastName FROM Contacts) FROM Account WHERE Id = '${acme}'`));
  expect(children.text).toContain('<sf:Contacts xsi:type="QueryResult"><done>true</done>');
  expect(children.text).toContain('<sf:LastName>Adler</sf:LastName>');
});

test('the batch size of the header cuts the pages, which the locator leads through', async () => {
  const made = await soap('u', `<create>${accounts(...Array.from({ length: 200 }, (_, n) => `Many ${n}`))}</create>`);
  expect(made.text.match(/<success>true<\/success>/g)).toHaveLength(200);
  const first = await soap(
    'u',
    query('SELECT Id FROM Account'),
    '<QueryOptions><batchSize>200</batchSize></QueryOptions>',
  );
  const locator = /<queryLocator>([^<]+)<\/queryLocator>/.exec(first.text)?.[1] ?? '';
  expect(first.text).toContain('<done>false</done>');
  const next = await soap('u', `<queryMore><queryLocator>${locator}</queryLocator></queryMore>`);
  expect(next.text).toContain('<done>true</done>');
  expect(next.text.match(/<records /g)).toHaveLength(1);
});

test('queryAll sees the deleted rows, retrieve does not, and says nil', async () => {
  await soap('u', `<delete><ids>${ada}</ids></delete>`);
  const all = await soap('u', '<queryAll><queryString>SELECT Id FROM Contact</queryString></queryAll>');
  expect(all.text).toContain('<size>1</size>');
  const kept = await soap(
    'u',
    `<retrieve><fieldList>Id, Name</fieldList><sObjectType>Account</sObjectType><ids>${acme}</ids></retrieve>`,
  );
  expect(kept.text).toContain('<sf:Name>Acme</sf:Name>');
  const gone = await soap(
    'u',
    `<retrieve><fieldList>Id</fieldList><sObjectType>Contact</sObjectType><ids>${ada}</ids></retrieve>`,
  );
  expect(gone.text).toContain('<result xsi:nil="true"/>');
});

test('all or none: the good rows are rolled back', async () => {
  const header = '<AllOrNoneHeader><allOrNone>true</allOrNone></AllOrNoneHeader>';
  const { text } = await soap('u', `<create>${accounts('Good', '')}</create>`, header);
  expect([...text.matchAll(/<statusCode>(\w+)<\/statusCode>/g)].map(([, code]) => code)).toEqual([
    'ALL_OR_NONE_OPERATION_ROLLED_BACK',
    'REQUIRED_FIELD_MISSING',
  ]);
  expect((await soap('u', query("SELECT Id FROM Account WHERE Name = 'Good'"))).text).toContain('<size>0</size>');
});

test('a text that is too long is cut off when the header allows it', async () => {
  const body = `<create>${accounts('x'.repeat(300))}</create>`;
  expect((await soap('u', body)).text).toContain('<statusCode>STRING_TOO_LONG</statusCode>');
  const header =
    '<AllowFieldTruncationHeader><allowFieldTruncation>true</allowFieldTruncation></AllowFieldTruncationHeader>';
  expect((await soap('u', body, header)).text).toContain('<success>true</success>');
});

test('enterprises name the object by the type of the element, and parents by their keys', async () => {
  await soap(
    'u',
    `<update><sObjects><type>Contact</type><Id>${ada}</Id><Email>ada@acme.example</Email></sObjects></update>`,
  );
  const { text } = await soap(
    'c',
    '<create><sObjects xsi:type="Contact"><LastName>Boss</LastName><ReportsTo><Email>ada@acme.example</Email></ReportsTo></sObjects></create>',
  );
  expect(text).toContain('<success>true</success>');
});

test('descriptions have the names of REST, and no addresses', async () => {
  const one = await soap('u', '<describeSObject><sObjectType>Account</sObjectType></describeSObject>');
  expect(one.text).toContain('<keyPrefix>001</keyPrefix>');
  expect(one.text).not.toContain('<urls>');
  const two = await soap(
    'u',
    '<describeSObjects><sObjectType>Account</sObjectType><sObjectType>Contact</sObjectType></describeSObjects>',
  );
  expect(two.text.match(/<result>/g)).toHaveLength(2);
  expect((await soap('u', '<describeGlobal/>')).text).toContain('<maxBatchSize>200</maxBatchSize>');
  expect((await soap('u', '<describeLayout><sObjectType>Account</sObjectType></describeLayout>')).text).toContain(
    '<detailLayoutSections>',
  );
});

test('a search finds records', async () => {
  const { text } = await soap(
    'u',
    '<search><searchString>FIND {Acme} IN NAME FIELDS RETURNING Account(Id, Name)</searchString></search>',
  );
  expect(text).toContain('<searchRecords><record xsi:type="sf:sObject"><sf:type>Account</sf:type>');
});

test('what was changed in a span of time', async () => {
  const [start, end] = [-3_600_000, 3_600_000].map((offset) => new Date(Date.now() + offset).toISOString());
  const span = `<sObjectType>Account</sObjectType><startDate>${start}</startDate><endDate>${end}</endDate>`;
  expect((await soap('u', `<getUpdated>${span}</getUpdated>`)).text).toContain('<latestDateCovered>');
  expect((await soap('u', `<getDeleted>${span}</getDeleted>`)).text).toContain('<earliestDateAvailable>');
});

test('a fault tells its kind, and where in the query it lies', async () => {
  const { status, text } = await soap('u', query('SELECT Id, Nope__c FROM Account'));
  expect(status).toBe(500);
  expect(text).toContain('xmlns:sf="urn:fault.partner.soap.sforce.com"');
  expect(text).toContain('<faultcode>sf:INVALID_FIELD</faultcode>');
  expect(text).toMatch(
    /<detail><sf:InvalidFieldFault xsi:type="sf:InvalidFieldFault"><sf:exceptionCode>INVALID_FIELD<.*<sf:row>1<\/sf:row><sf:column>\d+<\/sf:column>/s,
  );
});

test('an answer tells how many requests were used', async () => {
  const { text } = await soap('u', '<getServerTimestamp/>');
  expect(text).toMatch(
    /<soapenv:Header><LimitInfoHeader><limitInfo><current>\d+<\/current><limit>\d+<\/limit><type>API REQUESTS<\/type>/,
  );
});

test('a session that was made invalid is over', async () => {
  const token = org.accessToken('heap-sync@heap.local');
  expect(
    (await soap('u', `<invalidateSessions><sessionIds>${token}</sessionIds></invalidateSessions>`)).text,
  ).toContain('<success>true</success>');
  const answer = await fetch(`${org.url}/services/data/v67.0/sobjects`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(answer.status).toBe(401);
});

test('Apex that does something does not compile', async () => {
  const { text } = await soap('s', "<executeAnonymous><String>System.debug('x');</String></executeAnonymous>");
  expect(text).toContain('<executeAnonymousResponse><result>');
  expect(text).toContain('<compiled>false</compiled>');
});

test('no more than 200 records go into one call', async () => {
  const { text } = await soap('u', `<create>${accounts(...Array.from({ length: 201 }, () => 'x'))}</create>`);
  expect(text).toContain('<faultcode>sf:EXCEEDED_ID_LIMIT</faultcode>');
});
