import { askAll, type Case } from './case.ts';
import type { ContractOrg } from './contract-org.ts';
import { addFields } from './field-grants.ts';
import { type Ground, prepareGround } from './ground.ts';
import { known, pages } from './sources.ts';

const values = (...names: readonly string[]): string =>
  `<valueSet><restricted>true</restricted><valueSetDefinition><sorted>false</sorted>${names
    .map((name) => `<value><fullName>${name}</fullName><default>false</default><label>${name}</label></value>`)
    .join('')}</valueSetDefinition></valueSet>`;

async function prepare(org: ContractOrg): Promise<Ground> {
  const ground = await prepareGround(org);
  await addFields(
    ground,
    {
      Opens__c: '<type>Time</type>',
      Site__c: '<displayLocationInDecimal>true</displayLocationInDecimal><scale>4</scale><type>Location</type>',
      Story__c: '<length>32768</length><type>LongTextArea</type><visibleLines>3</visibleLines>',
      Page__c: '<length>32768</length><type>Html</type><visibleLines>10</visibleLines>',
      Flag__c: '<defaultValue>true</defaultValue><type>Checkbox</type>',
      Colours__c: `<type>MultiselectPicklist</type>${values('Red', 'Blue')}<visibleLines>4</visibleLines>`,
      Start__c: '<defaultValue>5</defaultValue><precision>3</precision><scale>0</scale><type>Number</type>',
    },
    'edit',
  );
  return ground;
}

type Described = Readonly<Record<string, unknown>>;

async function described({ org, object }: Ground, name: string, ...facts: string[]): Promise<unknown[]> {
  const { json } = await org.call('GET', `sobjects/${object}/describe`);
  const field: Described = json.fields.find((each: { name: string }) => each.name === name) ?? {};
  return facts.map((fact) => field[fact]);
}

async function kept(ground: Ground, row: Described, ...fields: string[]): Promise<unknown[]> {
  const id = await ground.make(row);
  const { json } = await ground.org.call('GET', `sobjects/${ground.object}/${id}?fields=${fields.join()}`);
  return fields.map((name) => json[name]);
}

const cases: readonly Case<Ground>[] = [
  {
    belief: 'a time of day has no date and no zone',
    source: pages.fieldTypes,
    ask: (ground) => kept(ground, { Key__c: 'time', Opens__c: '09:30:00.000Z' }, 'Opens__c'),
    answer: () => ['09:30:00.000Z'],
  },
  {
    belief: 'a geolocation is written as two numbers and read as them and as one value',
    source: 'https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/compound_fields_geolocation.htm',
    ask: (ground) =>
      kept(
        ground,
        { Key__c: 'site', Site__Latitude__s: 48.8566, Site__Longitude__s: 2.3522 },
        'Site__Latitude__s',
        'Site__c',
      ),
    answer: () => [48.8566, { latitude: 48.8566, longitude: 2.3522 }],
  },
  {
    belief: 'a checkbox and a number start with their defaults',
    source: pages.customField,
    ask: (ground) => kept(ground, { Key__c: 'start' }, 'Flag__c', 'Start__c'),
    answer: () => [true, 5],
  },
  {
    belief: 'describe tells a long text from a rich one',
    source: pages.fieldTypes,
    ask: async (ground) => [
      await described(ground, 'Story__c', 'type', 'length', 'extraTypeInfo', 'htmlFormatted', 'filterable'),
      await described(ground, 'Page__c', 'type', 'length', 'extraTypeInfo', 'htmlFormatted', 'filterable'),
    ],
    answer: () => [
      ['textarea', 32768, 'plaintextarea', false, false],
      ['textarea', 32768, 'richtextarea', true, false],
    ],
  },
  {
    belief: 'describe gives the default of a number as a formula, and that of a checkbox as a value',
    source: known,
    ask: async (ground) => [
      await described(ground, 'Start__c', 'defaultValue', 'defaultValueFormula', 'defaultedOnCreate'),
      await described(ground, 'Flag__c', 'defaultValue', 'defaultValueFormula', 'defaultedOnCreate', 'nillable'),
    ],
    answer: () => [
      [null, '5', true],
      [true, null, true, false],
    ],
  },
  {
    belief: 'describe lists the values of a restricted multi-select picklist',
    source: pages.fieldTypes,
    ask: async (ground) => {
      const [type, restricted, length, list] = await described(
        ground,
        'Colours__c',
        'type',
        'restrictedPicklist',
        'length',
        'picklistValues',
      );
      return [type, restricted, length, (list as { value: string }[]).map(({ value }) => value)];
    },
    answer: () => ['multipicklist', true, 4099, ['Red', 'Blue']],
  },
  {
    belief: 'a time, a checkbox and a lookup have no digits and their own types in SOAP',
    source: pages.fieldTypes,
    ask: async (ground) => [
      await described(ground, 'Opens__c', 'soapType', 'length'),
      await described(ground, 'Flag__c', 'soapType', 'length'),
      await described(ground, 'Parent__c', 'soapType', 'length', 'byteLength'),
    ],
    answer: () => [
      ['xsd:time', 0],
      ['xsd:boolean', 0],
      ['tns:ID', 18, 18],
    ],
  },
];

askAll(prepare, cases);
