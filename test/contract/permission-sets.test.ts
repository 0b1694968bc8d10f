import { askAll, type Case } from './case.ts';
import { soql } from './contract-org.ts';
import { deploy, linesOf, metadata, mustDeploy, problemsOf, remove } from './deployment.ts';
import { fieldGrant, fresh, type Ground, objectGrant, prepareGround, requiredXml, setFile, trySet } from './ground.ts';
import { known, pages } from './sources.ts';

/** The fields that a set grants, by its name. */
async function granted({ org }: Ground, set: string): Promise<string[]> {
  const { json } = await org.call(
    'GET',
    soql(`SELECT Field, PermissionsEdit FROM FieldPermissions WHERE Parent.Name = '${set}'`),
  );
  return json.records
    .map((row: { Field: string; PermissionsEdit: boolean }) => `${row.Field.split('.')[1]} ${row.PermissionsEdit}`)
    .sort();
}

/** Deploys one file after the other to the same new set, and gives what each did to it and what it grants in the end. */
async function inTurn(ground: Ground, ...insides: readonly string[]): Promise<unknown> {
  const set = fresh('Contract_Turn');
  const lines: string[] = [];
  for (const inside of insides) {
    const deployed = await mustDeploy(ground.org, { PermissionSet: [set] }, setFile(set, inside));
    lines.push(...linesOf(deployed).map((line) => line.replace(set, 'SET')));
  }
  const fields = await granted(ground, set);
  await remove(ground.org, { PermissionSet: [set] });
  return [lines, fields];
}

/** What an object permission needs beside it; the words that come back when it lacks it. */
const lacking = [
  {
    what: 'create without read',
    source: pages.dependencies,
    inside: (object: string) => objectGrant(object, 'allowCreate'),
    words: (object: string) => `Permission Create ${object} depends on permission(s): Read ${object}`,
  },
  {
    what: 'edit without read',
    source: pages.dependencies,
    inside: (object: string) => objectGrant(object, 'allowEdit'),
    words: (object: string) => `Permission Edit ${object} depends on permission(s): Read ${object}`,
  },
  {
    what: 'contacts without accounts',
    source: known,
    inside: () => objectGrant('Contact', 'allowRead'),
    words: () => 'Permission Read Contact depends on permission(s): Read Account',
  },
  {
    what: 'an unknown field',
    source: known,
    inside: (object: string) => fieldGrant(`${object}.Nope__c`, true),
    words: (object: string) => `In field: field - no CustomField named ${object}.Nope__c found`,
  },
  {
    what: 'an unknown object',
    source: known,
    inside: () => objectGrant('Nope__c', 'allowRead'),
    words: () => 'In field: object - no CustomObject named Nope__c found',
  },
] as const;

const cases: readonly Case<Ground>[] = [
  {
    belief: 'a deployment replaces the whole set: what the file leaves out is taken away',
    source: pages.permissionSet,
    ask: (ground) => {
      const field = (name: string, editable: boolean) => fieldGrant(`${ground.object}.${name}`, editable);
      return inTurn(ground, field('Note__c', true) + field('Code__c', false), field('Code__c', true));
    },
    answer: () => [['created PermissionSet SET', 'changed PermissionSet SET'], ['Code__c true']],
  },
  ...lacking.map(({ what, source, inside, words }) => ({
    belief: `a set with ${what} is refused in these words`,
    source,
    ask: async (ground: Ground) => problemsOf(await trySet(ground, inside(ground.object))),
    answer: ({ object }: Ground) => [words(object)],
  })),
  {
    belief: 'a required field is seen by all, and no set may speak of it',
    source: known,
    ask: async (ground) => {
      const { org, object } = ground;
      const file = { [`objects/${object}.object`]: metadata('CustomObject', requiredXml('Needed__c')) };
      await mustDeploy(org, { CustomField: [`${object}.Needed__c`] }, file);
      const { json } = await org.call('GET', `sobjects/${object}/describe`);
      const seen = json.fields.some(({ name }: { name: string }) => name === 'Needed__c');
      const problems = problemsOf(await trySet(ground, fieldGrant(`${object}.Needed__c`, true)));
      await remove(org, { CustomField: [`${object}.Needed__c`] });
      return [seen, problems];
    },
    answer: ({ object }) => [true, [`You cannot deploy to a required field: ${object}.Needed__c`]],
  },
  {
    belief: 'rows of ObjectPermissions report what they lack as a broken integrity',
    source: pages.objectPermissions,
    ask: async (ground) => {
      const { org } = ground;
      const set = fresh('Contract_Rows');
      await mustDeploy(org, { PermissionSet: [set] }, setFile(set, ''));
      const found = await org.call('GET', soql(`SELECT Id FROM PermissionSet WHERE Name = '${set}'`));
      const flags = {
        PermissionsRead: false,
        PermissionsCreate: true,
        PermissionsEdit: false,
        PermissionsDelete: false,
      };
      const row = { ParentId: found.json.records[0].Id, SobjectType: ground.object, ...flags };
      const { status, json } = await org.call('POST', 'sobjects/ObjectPermissions', row);
      await remove(org, { PermissionSet: [set] });
      return [status, json[0].errorCode, json[0].message];
    },
    answer: ({ object }) => [
      400,
      'FIELD_INTEGRITY_EXCEPTION',
      `Permission Create ${object} depends on permission(s): Read ${object}`,
    ],
  },
  {
    belief: 'a grant that was added as a row stays until a deployment of the set leaves it out',
    source: pages.fieldPermissions,
    ask: async (ground) => {
      const { org, object } = ground;
      const set = fresh('Contract_Added');
      const file = setFile(set, fieldGrant(`${object}.Note__c`, true));
      await mustDeploy(org, { PermissionSet: [set] }, file);
      const found = await org.call('GET', soql(`SELECT Id FROM PermissionSet WHERE Name = '${set}'`));
      const parent = { ParentId: found.json.records[0].Id, SobjectType: object, Field: `${object}.Amount__c` };
      await org.call('POST', 'sobjects/FieldPermissions', { ...parent, PermissionsRead: true, PermissionsEdit: false });
      const added = await granted(ground, set);
      await deploy(org, { PermissionSet: [set] }, file);
      const left = await granted(ground, set);
      await remove(org, { PermissionSet: [set] });
      return [added, left];
    },
    answer: () => [['Amount__c false', 'Note__c true'], ['Note__c true']],
  },
];

askAll(prepareGround, cases);
