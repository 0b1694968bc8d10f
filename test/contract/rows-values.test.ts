import { askAll, type Case } from './case.ts';
import type { ContractOrg } from './contract-org.ts';
import { deploy, metadata, mustDeploy } from './deployment.ts';
import { deployFields } from './fields.ts';
import { fieldGrant, type Ground, objectGrant, prepareGround, setFile } from './ground.ts';
import { known, pages } from './sources.ts';

const fields: Readonly<Record<string, string>> = {
  When__c: '<type>DateTime</type>',
  Day__c: '<type>Date</type>',
  Rate__c: '<precision>5</precision><scale>2</scale><type>Number</type>',
  Mail__c: '<type>Email</type>',
  Open__c: '<defaultValue>false</defaultValue><type>Checkbox</type>',
  Tags__c: `<type>MultiselectPicklist</type><visibleLines>3</visibleLines><valueSet><valueSetDefinition><sorted>false</sorted>${[
    'Red',
    'Green',
    'Blue',
  ]
    .map((value) => `<value><fullName>${value}</fullName><default>false</default><label>${value}</label></value>`)
    .join('')}</valueSetDefinition></valueSet>`,
};

/** The ground with a field of each type whose values are asked about. */
async function withFields(org: ContractOrg): Promise<Ground> {
  const ground = await prepareGround(org);
  const { object, set } = ground;
  const xml = Object.entries(fields).map(
    ([name, inside]) =>
      `<fields><fullName>${name}</fullName><label>${name.replace('__c', '')}</label>${inside}</fields>`,
  );
  const made = await deployFields(ground, Object.keys(fields), xml.join(''));
  if (!made.success) throw new Error(`No fields: ${JSON.stringify(made.details.componentFailures)}`);
  const names = ['Key__c', 'Code__c', 'Amount__c', 'Note__c', 'Parent__c', ...Object.keys(fields)];
  const inside = names.map((name) => fieldGrant(`${object}.${name}`, true)).join('');
  await mustDeploy(
    org,
    { PermissionSet: [set] },
    setFile(set, inside + objectGrant(object, 'allowCreate', 'allowDelete', 'allowEdit', 'allowRead')),
  );
  return ground;
}

/** What a new row keeps of a value; the code of its refusal otherwise. */
async function kept({ org, object }: Ground, field: string, value: unknown): Promise<unknown> {
  const made = await org.call('POST', `sobjects/${object}`, { [field]: value });
  if (made.status !== 201) return made.json[0].errorCode;
  return (await org.call('GET', `sobjects/${object}/${made.json.id}?fields=${field}`)).json[field];
}

const all = async (ground: Ground, field: string, values: readonly unknown[]): Promise<unknown[]> => {
  const found: unknown[] = [];
  for (const value of values) found.push(await kept(ground, field, value));
  return found;
};

const cases: readonly Case<Ground>[] = [
  {
    belief: 'datetimes with an offset or a Z are kept in UTC, without fractions of a second',
    source: pages.fieldTypes,
    ask: (ground) =>
      all(ground, 'When__c', ['2026-01-02T03:04:05.999Z', '2026-01-02T03:04:05+02:00', '2026-01-02T03:04:05.000-0330']),
    answer: () => ['2026-01-02T03:04:05.000+0000', '2026-01-02T01:04:05.000+0000', '2026-01-02T06:34:05.000+0000'],
  },
  {
    belief: 'what is no day of the calendar is an error of the parser',
    source: pages.restErrors,
    ask: (ground) => all(ground, 'Day__c', ['2028-02-29', '2026-02-29', '02.01.2026']),
    answer: () => ['2028-02-29', 'JSON_PARSER_ERROR', 'JSON_PARSER_ERROR'],
  },
  {
    belief: 'digits after the point beyond the scale are rounded away, those before it are refused',
    source: known,
    ask: (ground) => all(ground, 'Rate__c', [1.006, -2.346, 999.99, 1000]),
    answer: () => [1.01, -2.35, 999.99, 'NUMBER_OUTSIDE_VALID_RANGE'],
  },
  {
    belief: 'a text of blanks is no text, and blanks at its ends are dropped',
    source: known,
    ask: (ground) => all(ground, 'Note__c', ['  a b ', '   ']),
    answer: () => ['a b', null],
  },
  {
    belief: 'an e-mail address without a host is refused',
    source: pages.restErrors,
    ask: (ground) => all(ground, 'Mail__c', ['ada@example.com', 'ada']),
    answer: () => ['ada@example.com', 'INVALID_EMAIL_ADDRESS'],
  },
  {
    belief: 'several values of a picklist are kept in the order of the list',
    source: pages.fieldTypes,
    ask: (ground) => all(ground, 'Tags__c', ['Blue;Red', '']),
    answer: () => ['Red;Blue', null],
  },
  {
    belief: 'a checkbox takes true and false, and no word in capitals',
    source: pages.restErrors,
    ask: (ground) => all(ground, 'Open__c', [true, 'FALSE']),
    answer: () => [true, 'JSON_PARSER_ERROR'],
  },
  {
    belief: 'an Id of fifteen characters is kept as eighteen, and a wrong checksum is no Id',
    source: pages.fieldTypes,
    ask: async (ground) => {
      const id = await ground.make({});
      const wrong = id.slice(0, 17) + (id.endsWith('A') ? 'B' : 'A');
      const [short, bad] = await all(ground, 'Parent__c', [id.slice(0, 15), wrong]);
      return [short === id, bad];
    },
    answer: () => [true, 'MALFORMED_ID'],
  },
  {
    belief: 'fields that the platform keeps up are refused, all of them by name',
    source: known,
    ask: async ({ org, object }) => {
      const { status, json } = await org.call('POST', `sobjects/${object}`, {
        Name: 'C-9',
        SystemModstamp: '2026-01-01T00:00:00Z',
      });
      return [status, json[0].errorCode, [...json[0].fields].sort()];
    },
    answer: () => [400, 'INVALID_FIELD_FOR_INSERT_UPDATE', ['Name', 'SystemModstamp']],
  },
  {
    belief: 'an update that changes nothing moves LastModifiedDate and SystemModstamp alike',
    source: pages.systemFields,
    ask: async ({ org, object, make }) => {
      const id = await make({ Note__c: 'same' });
      await org.call('PATCH', `sobjects/${object}/${id}`, { Note__c: 'same' });
      const { json } = await org.call(
        'GET',
        `sobjects/${object}/${id}?fields=CreatedDate,LastModifiedDate,SystemModstamp`,
      );
      return [json.LastModifiedDate === json.SystemModstamp, json.LastModifiedDate >= json.CreatedDate];
    },
    answer: () => [true, true],
  },
  {
    belief: 'a row of a custom object that is made without a name goes by its Id',
    source: pages.customObjects,
    ask: async ({ org, object, make }) => {
      const named = '<nameField><label>Name</label><type>Text</type></nameField>';
      const about = `<deploymentStatus>Deployed</deploymentStatus><label>Contract</label>${named}<pluralLabel>Contracts</pluralLabel><sharingModel>ReadWrite</sharingModel>`;
      const files = { [`objects/${object}.object`]: metadata('CustomObject', about) };
      const { success } = await deploy(org, { CustomObject: [object] }, files);
      const nameOf = async (id: string) => (await org.call('GET', `sobjects/${object}/${id}?fields=Name`)).json.Name;
      const without = await make({ Note__c: 'nameless' });
      const empty = await make({ Note__c: 'nameless', Name: null });
      const own = await make({ Name: 'Mine' });
      return [
        success,
        (await nameOf(without)) === without.slice(0, 15),
        (await nameOf(empty)) === empty.slice(0, 15),
        await nameOf(own),
      ];
    },
    answer: () => [true, true, true, 'Mine'],
  },
];

askAll(withFields, cases);
