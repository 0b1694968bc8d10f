import { expect } from 'vitest';
import { askAll, type Case } from './case.ts';
import { deploy, problemsOf, remove } from './deployment.ts';
import { fieldXml, refusalOf } from './field-grants.ts';
import { deployFields } from './fields.ts';
import { fresh, type Ground, objectXml, prepareGround } from './ground.ts';
import { pages } from './sources.ts';

const text = '<length>20</length><type>Text</type>';

/** What a field of this name is refused with. */
const refusedName = async (ground: Ground, name: string): Promise<unknown> =>
  problemsOf(await deployFields(ground, [name], fieldXml(name, text), { checkOnly: true }))[0];

/** What an object whose history is kept is refused with, when it tracks so many of its fields. */
async function tracking({ org }: Ground, count: number): Promise<readonly unknown[]> {
  const object = `${fresh('Contract_Tracked')}__c`;
  const fields = Array.from({ length: count }, (_, serial) =>
    fieldXml(`Field_${serial}__c`, `<trackHistory>true</trackHistory>${text}`),
  );
  const xml = objectXml(object, fields.join('')).replace(
    '<label>Contract</label>',
    '<enableHistory>true</enableHistory><label>Contract</label>',
  );
  const made = await deploy(org, { CustomObject: [object] }, { [`objects/${object}.object`]: xml });
  if (made.success) await remove(org, { CustomObject: [object] });
  return problemsOf(made);
}

const cases: readonly Case<Ground>[] = [
  {
    belief: 'a field name begins with a letter, has no two underscores in a row and does not end with one',
    source: pages.customField,
    ask: async (ground) => {
      const names = ['1st__c', 'Two__parts__c', 'End___c', 'With-dash__c'];
      const said: unknown[] = [];
      for (const name of names) said.push(await refusedName(ground, name));
      return said;
    },
    answer: () => ['1st__c', 'Two__parts__c', 'End___c', 'With-dash__c'].map(() => expect.any(String)),
  },
  {
    belief: 'a field name has forty characters at most, its suffix not counted',
    source: pages.customField,
    ask: async (ground) => [
      await refusedName(ground, `${'a'.repeat(40)}__c`),
      await refusedName(ground, `${'a'.repeat(41)}__c`),
    ],
    answer: () => [undefined, expect.stringContaining('40')],
  },
  {
    belief: 'the history of twenty fields of an object is kept, and of no more',
    source: pages.fieldHistory,
    ask: async (ground) => [await tracking(ground, 20), (await tracking(ground, 21)).length > 0],
    answer: () => [[], true],
  },
  {
    belief: 'neither a formula nor an auto-number is tracked',
    source: pages.fieldHistory,
    ask: async (ground) => {
      const tracked = '<trackHistory>true</trackHistory>';
      const formula = `<formula>1 + 1</formula><precision>18</precision><scale>0</scale>${tracked}<type>Number</type>`;
      const numbered = `<displayFormat>A-{000}</displayFormat>${tracked}<type>AutoNumber</type>`;
      return [(await refusalOf(ground, formula)).length, (await refusalOf(ground, numbered)).length];
    },
    answer: () => [1, 1],
  },
  {
    belief: 'an auto-number counts up, and takes no value from anybody',
    source: pages.fieldTypes,
    ask: async ({ org, object, make }) => {
      const numbers: number[] = [];
      for (const id of [await make({}), await make({})]) {
        const { json } = await org.call('GET', `sobjects/${object}/${id}?fields=Name`);
        numbers.push(Number(json.Name.replace('C-', '')));
      }
      const given = await org.call('POST', `sobjects/${object}`, { Name: 'C-0001' });
      return [numbers[1]! - numbers[0]!, given.json[0].errorCode];
    },
    answer: () => [1, 'INVALID_FIELD_FOR_INSERT_UPDATE'],
  },
];

askAll(prepareGround, cases);
