import { expect } from 'vitest';
import { askAll, type Case } from './case.ts';
import type { ContractOrg } from './contract-org.ts';
import { problemsOf, remove } from './deployment.ts';
import { addFields, fieldXml, refusalOf } from './field-grants.ts';
import { deployFields } from './fields.ts';
import { type Ground, prepareGround } from './ground.ts';
import { known, pages } from './sources.ts';

const typeChange = 'https://help.salesforce.com/s/articleView?id=platform.notes_on_changing_custom_field_types.htm';

async function prepare(org: ContractOrg): Promise<Ground> {
  const ground = await prepareGround(org);
  await addFields(ground, { Filled__c: '<length>20</length><type>Text</type>' }, 'edit');
  await ground.make({ Key__c: 'filled', Filled__c: 'some words' });
  return ground;
}

const change = async (ground: Ground, inside: string, name = 'Filled__c') =>
  problemsOf(await deployFields(ground, [name], fieldXml(name, inside), { checkOnly: true }));

const lookup = (target: string, children: string): string =>
  `<deleteConstraint>SetNull</deleteConstraint><referenceTo>${target}</referenceTo>
   <relationshipName>${children}</relationshipName><type>Lookup</type>`;

const number = (precision: number, scale: number): string =>
  `<precision>${precision}</precision><scale>${scale}</scale><type>Number</type>`;

const cases: readonly Case<Ground>[] = [
  {
    belief: 'a field that holds texts does not become a number',
    source: 'https://github.com/trailheadapps/coral-cloud/issues/87',
    ask: (ground) => change(ground, number(5, 0)),
    answer: () => ['Cannot change type due to existing data'],
  },
  {
    belief: 'a field that holds texts becomes a long text',
    source: typeChange,
    ask: (ground) => change(ground, '<length>1000</length><type>LongTextArea</type><visibleLines>3</visibleLines>'),
    answer: () => [],
  },
  {
    belief: 'nothing becomes a lookup that was none',
    source: 'https://github.com/trailheadapps/ebikes-lwc/issues/457',
    ask: (ground) => change(ground, lookup(ground.object, 'Filled')),
    answer: () => ['Cannot update a field to a Lookup, MasterDetail, or Hierarchy from something else'],
  },
  {
    belief: 'the children of a lookup have a name of their own at the parent',
    source: known,
    ask: (ground) => refusalOf(ground, lookup(ground.object, 'Children')),
    answer: () => [expect.stringContaining('There is already a Child Relationship named Children on')],
  },
  {
    belief: 'a lookup leads to an object that is there',
    source: known,
    ask: (ground) => refusalOf(ground, lookup('No_Such__c', 'Try')),
    answer: () => [
      expect.stringContaining("referenceTo value of 'No_Such__c' does not resolve to a valid sObject type"),
    ],
  },
  {
    belief: 'a number has at most eighteen digits',
    source: pages.customField,
    ask: async (ground) => [
      (await refusalOf(ground, number(19, 0))).length,
      (await refusalOf(ground, number(18, 2))).length,
    ],
    answer: () => [1, 0],
  },
  {
    belief: 'a text has at most 255 characters, and a long text from 256 to 131,072',
    source: pages.customField,
    ask: async (ground) => {
      const long = (length: number) =>
        `<length>${length}</length><type>LongTextArea</type><visibleLines>3</visibleLines>`;
      const tries = ['<length>256</length><type>Text</type>', long(255), long(131_073), long(131_072)];
      const refused: number[] = [];
      for (const inside of tries) refused.push((await refusalOf(ground, inside)).length);
      return refused;
    },
    answer: () => [1, 1, 1, 0],
  },
  {
    belief: 'a label has at most forty characters',
    source: pages.customField,
    ask: async (ground) => {
      const xml = (label: string) =>
        `<fields><fullName>Try__c</fullName><label>${label}</label>${number(5, 0)}</fields>`;
      const refused: number[] = [];
      for (const length of [41, 40]) {
        const result = await deployFields(ground, ['Try__c'], xml('a'.repeat(length)), { checkOnly: true });
        refused.push(problemsOf(result).length);
      }
      return refused;
    },
    answer: () => [1, 0],
  },
  {
    belief: 'a field is tracked only where its object keeps a history',
    source: pages.historyObject,
    ask: (ground) => refusalOf(ground, `<trackHistory>true</trackHistory>${number(5, 0)}`),
    answer: ({ object }) => [`Entity:${object} does not have history tracking enabled`],
  },
  {
    belief: 'an auto-number needs a place for its number',
    source: 'https://help.salesforce.com/s/articleView?id=platform.auto_number_format.htm',
    ask: async (ground) =>
      (await refusalOf(ground, '<displayFormat>A-{YYYY}</displayFormat><type>AutoNumber</type>')).length,
    answer: () => 1,
  },
  {
    belief: 'a deleted field is in no describe, whatever it is called now',
    source: 'https://help.salesforce.com/s/articleView?id=platform.fields_managing_deleted_fields.htm',
    ask: async (ground) => {
      const { org, object } = ground;
      await addFields(ground, { Short__c: number(5, 0) }, 'see');
      await remove(org, { CustomField: [`${object}.Short__c`] });
      const { json } = await org.call('GET', `sobjects/${object}/describe`);
      return json.fields.filter(({ name }: { name: string }) => name.startsWith('Short'));
    },
    answer: () => [],
  },
];

askAll(prepare, cases);
