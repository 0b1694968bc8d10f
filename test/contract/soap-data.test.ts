import { askAll, type Case } from './case.ts';
import { type Ground, prepareGround } from './ground.ts';
import { element, faulted, soapCall } from './soap.ts';
import { pages } from './sources.ts';

const partner = ({ org }: Ground, body: string, header = '') => soapCall(org, 'u', body, { header });

const rowXml = ({ object }: Ground, inside: string): string => `<sObjects><type>${object}</type>${inside}</sObjects>`;

const all = (text: string, name: string): readonly (string | undefined)[] =>
  [...text.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, value]) => value);

const note = (text: string): string => `<Note__c>${text}</Note__c>`;

const cases: readonly Case<Ground>[] = [
  {
    belief: 'rows are made one by one: each says whether it was',
    source: pages.soapCreate,
    ask: async (ground) => {
      const { status, text } = await partner(
        ground,
        `<create>${rowXml(ground, note('soap'))}${rowXml(ground, note('x'.repeat(21)))}</create>`,
      );
      return [status, all(text, 'success'), all(text, 'statusCode'), all(text, 'fields')];
    },
    answer: () => [200, ['true', 'false'], ['STRING_TOO_LONG'], ['Note__c']],
  },
  {
    belief: 'with AllOrNoneHeader the good rows are rolled back, and say so',
    source: pages.soapHeaders,
    ask: async (ground) => {
      const body = `<create>${rowXml(ground, note('none'))}${rowXml(ground, note('x'.repeat(21)))}</create>`;
      const { text } = await partner(ground, body, '<AllOrNoneHeader><allOrNone>true</allOrNone></AllOrNoneHeader>');
      return all(text, 'statusCode');
    },
    answer: () => ['ALL_OR_NONE_OPERATION_ROLLED_BACK', 'STRING_TOO_LONG'],
  },
  {
    belief: 'with AllowFieldTruncationHeader a text that is too long is cut off',
    source: pages.soapHeaders,
    ask: async (ground) => {
      const header =
        '<AllowFieldTruncationHeader><allowFieldTruncation>true</allowFieldTruncation></AllowFieldTruncationHeader>';
      const made = await partner(ground, `<create>${rowXml(ground, note('x'.repeat(25)))}</create>`, header);
      const { json } = await ground.org.call('GET', `sobjects/${ground.object}/${element(made, 'id')}?fields=Note__c`);
      return json.Note__c;
    },
    answer: () => 'x'.repeat(20),
  },
  {
    belief: 'a field is emptied by its name in fieldsToNull, and left alone where it is nil',
    source: pages.soapCreate,
    ask: async (ground) => {
      const id = await ground.make({ Note__c: 'kept', Amount__c: 5 });
      const nil = '<Note__c xsi:nil="true"/>';
      await partner(
        ground,
        `<update>${rowXml(ground, `<fieldsToNull>Amount__c</fieldsToNull><Id>${id}</Id>${nil}`)}</update>`,
      );
      const { json } = await ground.org.call('GET', `sobjects/${ground.object}/${id}?fields=Note__c,Amount__c`);
      return [json.Note__c, json.Amount__c];
    },
    answer: () => ['kept', null],
  },
  {
    belief: 'a value may come with its type, as the Java clients send it, and an empty one is none',
    source: pages.wsc,
    ask: async (ground) => {
      const typed = '<Amount__c xsi:type="xsd:double">5.0</Amount__c><Note__c xsi:type="xsd:string"></Note__c>';
      const parent = `<Parent__r xsi:type="sObject"><type>${ground.object}</type><Key__c xsi:type="xsd:string">up</Key__c></Parent__r>`;
      const id = await ground.make({ Key__c: 'up' });
      const xsd = 'xmlns:xsd="http://www.w3.org/2001/XMLSchema"';
      const made = await partner(ground, `<create ${xsd}>${rowXml(ground, typed + parent)}</create>`);
      const path = `sobjects/${ground.object}/${element(made, 'id')}?fields=Amount__c,Note__c,Parent__c`;
      const { json } = await ground.org.call('GET', path);
      return [json.Amount__c, json.Note__c, json.Parent__c === id];
    },
    answer: () => [5, null, true],
  },
  {
    belief: 'a text that is not of the type of its field is a fault of the whole call, and makes nothing',
    source: pages.soapReader,
    ask: async (ground) => {
      const good = rowXml(ground, '<Key__c>soap-read</Key__c>');
      const fault = await partner(ground, `<create>${good}${rowXml(ground, '<Amount__c>NA</Amount__c>')}</create>`);
      const left = await ground.org.call('GET', `sobjects/${ground.object}/Key__c/soap-read`);
      return [fault.status, element(fault, 'faultstring'), left.status];
    },
    answer: () => [500, "'NA' is not a valid value for the type xsd:double", 404],
  },
  {
    belief: 'an upsert says whether it made the row',
    source: pages.soapUpsert,
    ask: async (ground) => {
      const row = rowXml(ground, '<Key__c>soap-1</Key__c>');
      const body = `<upsert><externalIDFieldName>Key__c</externalIDFieldName>${row}</upsert>`;
      return [element(await partner(ground, body), 'created'), element(await partner(ground, body), 'created')];
    },
    answer: () => ['true', 'false'],
  },
  {
    belief: 'partners get the Id of a record twice, whole numbers of decimals with a point, and times that end by Z',
    source: pages.jsforce,
    ask: async (ground) => {
      const id = await ground.make({ Amount__c: 5 });
      const soql = `SELECT Id, Amount__c, CreatedDate FROM ${ground.object} WHERE Id = '${id}'`;
      const { text } = await partner(ground, `<query><queryString>${soql}</queryString></query>`);
      const [created = ''] = all(text, 'sf:CreatedDate');
      return [all(text, 'sf:Id').length, all(text, 'sf:Amount__c'), /\.000Z$/.test(created), all(text, 'size')];
    },
    answer: () => [2, ['5.0'], true, ['1']],
  },
  {
    belief: 'a row that is not there is nil among those that are retrieved',
    source: pages.soapRetrieve,
    ask: async (ground) => {
      const id = await ground.make({});
      await partner(ground, `<delete><ids>${id}</ids></delete>`);
      const body = `<retrieve><fieldList>Id</fieldList><sObjectType>${ground.object}</sObjectType><ids>${id}</ids></retrieve>`;
      return (await partner(ground, body)).text.includes('<result xsi:nil="true"/>');
    },
    answer: () => true,
  },
  {
    belief: 'an unknown field and an unknown object fail the call',
    source: pages.soapQuery,
    ask: async (ground) => [
      faulted(await partner(ground, `<query><queryString>SELECT Nope__c FROM ${ground.object}</queryString></query>`)),
      faulted(await partner(ground, '<describeSObject><sObjectType>Nope__c</sObjectType></describeSObject>')),
      faulted(await partner(ground, `<create>${rowXml(ground, '<Nope__c>x</Nope__c>')}</create>`)),
    ],
    answer: () => [
      [500, 'sf:INVALID_FIELD'],
      [500, 'sf:INVALID_TYPE'],
      [500, 'sf:INVALID_FIELD'],
    ],
  },
  {
    belief: 'the fault repeats its code in its detail, with the place in the query',
    source: pages.soapQuery,
    ask: async (ground) => {
      const body = `<query><queryString>SELECT Id, Nope__c FROM ${ground.object}</queryString></query>`;
      const { text } = await partner(ground, body);
      return [all(text, 'sf:exceptionCode'), all(text, 'sf:row'), all(text, 'sf:column')];
    },
    answer: () => [['INVALID_FIELD'], ['1'], ['12']],
  },
];

askAll(prepareGround, cases);
