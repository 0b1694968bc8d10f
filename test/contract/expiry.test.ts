import { expect } from 'vitest';
import { askAll, type Case } from './case.ts';
import { type ContractOrg, soql } from './contract-org.ts';
import { mustDeploy, problemsOf, remove } from './deployment.ts';
import { fieldXml } from './field-grants.ts';
import { deployFields, fieldThere } from './fields.ts';
import { type Ground, objectXml, prepareGround } from './ground.ts';
import { pages } from './sources.ts';

const day = 86_400_000;
const ownFields = 7;
const most = 500;

/** The ground with as many fields as a Developer Edition allows, its notes with a history. */
async function prepare(org: ContractOrg): Promise<Ground> {
  const ground = await prepareGround(org);
  const { object } = ground;
  const kept = objectXml(object, '<enableHistory>true</enableHistory>');
  const tracked = kept.replace(
    '<fullName>Note__c</fullName>',
    '<fullName>Note__c</fullName><trackHistory>true</trackHistory>',
  );
  await mustDeploy(
    org,
    { CustomObject: [object], CustomField: [`${object}.Note__c`] },
    { [`objects/${object}.object`]: tracked },
  );
  const names = Array.from({ length: most - ownFields }, (_, serial) => `Field_${serial}__c`);
  const made = await deployFields(
    ground,
    names,
    names.map((name) => fieldXml(name, '<type>Checkbox</type><defaultValue>false</defaultValue>')).join(''),
  );
  if (!made.success) throw new Error(`No fields: ${problemsOf(made).slice(0, 3).join(' · ')}`);
  return ground;
}

const oneMore = async (ground: Ground): Promise<readonly unknown[]> =>
  problemsOf(
    await deployFields(
      ground,
      ['More__c'],
      fieldXml('More__c', '<defaultValue>false</defaultValue><type>Checkbox</type>'),
      {
        checkOnly: true,
      },
    ),
  );

const count = async ({ org }: Ground, from: string): Promise<number> =>
  (await org.call('GET', `queryAll?q=${encodeURIComponent(`SELECT Id FROM ${from}`)}`)).json.totalSize;

const cases: readonly Case<Ground>[] = [
  {
    belief: 'an object of a Developer Edition has 500 custom fields at most',
    source: pages.fieldAllocations,
    ask: oneMore,
    answer: () => [expect.stringContaining('500')],
  },
  {
    belief: 'a deleted field keeps its place for 15 days, and then leaves it',
    source: pages.deletedFields,
    needs: 'control',
    ask: async (ground) => {
      await remove(ground.org, { CustomField: [`${ground.object}.Field_0__c`] });
      const there = await fieldThere(ground.org, `${ground.object}.Field_0__c`);
      const kept = (await oneMore(ground)).length;
      ground.org.control?.moveClock({ by: 15 * day + 60_000 });
      return [there, kept, (await oneMore(ground)).length];
    },
    answer: () => [false, 1, 0],
  },
  {
    belief: 'a deleted row lies in the bin for 15 days, and is then gone for good',
    source: 'https://help.salesforce.com/s/articleView?id=xcloud.home_delete.htm',
    needs: 'control',
    ask: async (ground) => {
      const id = await ground.make({});
      await ground.org.call('DELETE', `sobjects/${ground.object}/${id}`);
      const where = `${ground.object} WHERE Id = '${id}'`;
      const seen = [await count(ground, where)];
      ground.org.control?.moveClock({ by: 14 * day });
      seen.push(await count(ground, where));
      ground.org.control?.moveClock({ by: 2 * day });
      seen.push(await count(ground, where));
      return seen;
    },
    answer: () => [1, 1, 0],
  },
  {
    belief: 'the history of a row is kept for 18 months',
    source: pages.fieldHistory,
    needs: 'control',
    ask: async (ground) => {
      const id = await ground.make({ Note__c: 'old' });
      const text = soql(`SELECT Id FROM ${ground.object.replace('__c', '__History')} WHERE ParentId = '${id}'`);
      const entries = async () => (await ground.org.call('GET', text)).json.totalSize;
      const seen = [await entries()];
      ground.org.control?.moveClock({ by: 17 * 30 * day });
      seen.push(await entries());
      ground.org.control?.moveClock({ by: 2 * 31 * day });
      seen.push(await entries());
      return seen;
    },
    answer: () => [1, 1, 0],
  },
];

askAll(prepare, cases);
