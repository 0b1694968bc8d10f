import { askAll, type Case } from './case.ts';
import { type ContractOrg, coded } from './contract-org.ts';
import { deploy, metadata, mustDeploy, problemsOf, remove } from './deployment.ts';
import { addFields, refusalOf } from './field-grants.ts';
import { fresh, type Ground, prepareGround } from './ground.ts';
import { element, soapCall } from './soap.ts';
import { known, pages } from './sources.ts';

const globalPage = 'https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_globalvalueset.htm';

interface Colours extends Ground {
  /** A global value set of the subject's own. */
  readonly shared: string;
}

const setXml = (name: string, ...values: readonly string[]): string =>
  metadata(
    'GlobalValueSet',
    `${values
      .map(
        (value) =>
          `<customValue><fullName>${value}</fullName><default>false</default><label>${value}</label></customValue>`,
      )
      .join('')}<masterLabel>${name}</masterLabel><sorted>false</sorted>`,
  );

const putSet = (org: ContractOrg, name: string, ...values: readonly string[]) =>
  mustDeploy(org, { GlobalValueSet: [name] }, { [`globalValueSets/${name}.globalValueSet`]: setXml(name, ...values) });

const ownValues = (restricted: boolean): string =>
  `<type>Picklist</type><valueSet><restricted>${restricted}</restricted><valueSetDefinition><sorted>false</sorted>
   <value><fullName>Red</fullName><default>true</default><label>Rouge</label></value>
   <value><fullName>Blue</fullName><default>false</default><label>Blue</label></value></valueSetDefinition></valueSet>`;

async function prepare(org: ContractOrg): Promise<Colours> {
  const shared = fresh('Contract_Colours');
  await putSet(org, shared, 'Green', 'Grey');
  org.later(() => remove(org, { GlobalValueSet: [shared] }));
  const ground = await prepareGround(org);
  await addFields(
    ground,
    {
      Strict__c: ownValues(true),
      Loose__c: ownValues(false),
      Shared__c: `<type>Picklist</type><valueSet><valueSetName>${shared}</valueSetName></valueSet>`,
    },
    'edit',
  );
  return { ...ground, shared };
}

const tryValue = async ({ org, object }: Ground, row: Readonly<Record<string, unknown>>) => {
  const made = await org.call('POST', `sobjects/${object}`, row);
  return made.status === 201 ? 201 : coded(made);
};

const cases: readonly Case<Colours>[] = [
  {
    belief: 'a restricted picklist takes its values only, and any other takes what it is given',
    source: pages.customField,
    ask: async (ground) => [
      await tryValue(ground, { Key__c: 'v1', Strict__c: 'Blue' }),
      await tryValue(ground, { Key__c: 'v2', Strict__c: 'Pink' }),
      await tryValue(ground, { Key__c: 'v3', Loose__c: 'Pink' }),
    ],
    answer: () => [201, [400, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'], 201],
  },
  {
    belief: 'a new row gets the value that is the default',
    source: pages.customField,
    ask: async ({ org, object, make }) => {
      const id = await make({ Key__c: 'v4' });
      return (await org.call('GET', `sobjects/${object}/${id}?fields=Strict__c`)).json.Strict__c;
    },
    answer: () => 'Red',
  },
  {
    belief: 'describe tells the label of a value from the value, and which one is the default',
    source: known,
    ask: async ({ org, object }) => {
      const { json } = await org.call('GET', `sobjects/${object}/describe`);
      const field = json.fields.find(({ name }: { name: string }) => name === 'Strict__c');
      const values = field.picklistValues.map((value: Readonly<Record<string, unknown>>) => [
        value['value'],
        value['label'],
        value['defaultValue'],
        value['active'],
      ]);
      return [field.restrictedPicklist, field.dependentPicklist, values];
    },
    answer: () => [
      true,
      false,
      [
        ['Red', 'Rouge', true, true],
        ['Blue', 'Blue', false, true],
      ],
    ],
  },
  {
    belief: 'a picklist of a global value set is restricted to it, and takes new values as soon as the set has them',
    source: globalPage,
    ask: async (ground) => {
      const before = await tryValue(ground, { Key__c: 'v5', Shared__c: 'Gold' });
      await putSet(ground.org, ground.shared, 'Green', 'Grey', 'Gold');
      return [before, await tryValue(ground, { Key__c: 'v6', Shared__c: 'Gold' })];
    },
    answer: () => [[400, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'], 201],
  },
  {
    belief: 'the metadata of such a picklist names the set and not its values',
    source: globalPage,
    ask: async ({ org, object }) => {
      const read = `<readMetadata><type>CustomField</type><fullNames>${object}.Shared__c</fullNames></readMetadata>`;
      const answer = await soapCall(org, 'm', read);
      return [element(answer, 'valueSetName'), answer.text.includes('valueSetDefinition')];
    },
    answer: ({ shared }) => [shared, false],
  },
  {
    belief: 'a field of a set that is not there is refused by the name of the set',
    source: known,
    ask: (ground) =>
      refusalOf(ground, '<type>Picklist</type><valueSet><valueSetName>No_Such_Set</valueSetName></valueSet>'),
    answer: () => ['In field: valueSetName - no GlobalValueSet named No_Such_Set found'],
  },
  {
    belief: 'a set without values is refused',
    source: known,
    ask: async ({ org }) => {
      const name = fresh('Contract_Empty');
      const file = { [`globalValueSets/${name}.globalValueSet`]: setXml(name) };
      return problemsOf(await deploy(org, { GlobalValueSet: [name] }, file, { checkOnly: true })).length;
    },
    answer: () => 1,
  },
];

askAll(prepare, cases);
