import { randomInt } from 'node:crypto';
import { type ContractOrg, soql } from './contract-org.ts';
import { deploy, metadata, mustDeploy, remove } from './deployment.ts';

/** An object of the subject's own, and a permission set with which we may use most of its fields. */
export interface Ground {
  readonly org: ContractOrg;
  /** `Contract_k3v9__c` */
  readonly object: string;
  /** Name of the permission set, and its Id. */
  readonly set: string;
  readonly setId: string;
  /** Makes a row, and gives its Id. */
  make(row: Readonly<Record<string, unknown>>): Promise<string>;
}

const grants = {
  Key__c: 'edit',
  Code__c: 'edit',
  Amount__c: 'edit',
  Note__c: 'edit',
  Parent__c: 'edit',
  Seen__c: 'see',
};

const fieldXml = (name: string, inside: string): string =>
  `<fields><fullName>${name}</fullName><label>${name.replace('__c', '')}</label>${inside}</fields>`;

const text = (more = ''): string => `${more}<length>20</length><type>Text</type>`;

/** The file of an object: two keys, of which one is unique, a number, texts, and a lookup to itself. */
export const objectXml = (name: string, more = ''): string =>
  metadata(
    'CustomObject',
    `<deploymentStatus>Deployed</deploymentStatus>${[
      fieldXml('Key__c', text('<externalId>true</externalId><unique>true</unique>')),
      fieldXml('Code__c', text('<externalId>true</externalId>')),
      numberXml('Amount__c'),
      fieldXml('Note__c', text()),
      fieldXml('Seen__c', text()),
      fieldXml('Hidden__c', text()),
      fieldXml(
        'Parent__c',
        `<deleteConstraint>SetNull</deleteConstraint><referenceTo>${name}</referenceTo>
         <relationshipLabel>Children</relationshipLabel><relationshipName>Children</relationshipName><type>Lookup</type>`,
      ),
      more,
    ].join('')}<label>Contract</label>
     <nameField><displayFormat>C-{0000}</displayFormat><label>Number</label><type>AutoNumber</type></nameField>
     <pluralLabel>Contracts</pluralLabel><sharingModel>ReadWrite</sharingModel>`,
  );

export const numberXml = (name: string, more = ''): string =>
  fieldXml(name, `${more}<precision>5</precision><scale>0</scale><type>Number</type>`);

export const requiredXml = (name: string): string => fieldXml(name, text('<required>true</required>'));

export const fieldGrant = (field: string, editable: boolean): string =>
  `<fieldPermissions><editable>${editable}</editable><field>${field}</field><readable>true</readable></fieldPermissions>`;

export const objectGrant = (object: string, ...rights: readonly string[]): string =>
  `<objectPermissions>${['allowCreate', 'allowDelete', 'allowEdit', 'allowRead', 'modifyAllRecords', 'viewAllRecords']
    .map((right) => `<${right}>${rights.includes(right)}</${right}>`)
    .join('')}<object>${object}</object></objectPermissions>`;

export const setFile = (set: string, inside: string): Readonly<Record<string, string>> => ({
  [`permissionsets/${set}.permissionset`]: metadata('PermissionSet', `${inside}<label>${set}</label>`),
});

/** A name that no org has. */
export const fresh = (stem: string): string => `${stem}_${randomInt(36 ** 6).toString(36)}x`;

/** Makes the object and the permission set, assigns it to ourselves, and has all of it taken away in the end. */
export async function prepareGround(org: ContractOrg): Promise<Ground> {
  const object = `${fresh('Contract')}__c`;
  const set = fresh('Contract_Set');
  await mustDeploy(org, { CustomObject: [object] }, { [`objects/${object}.object`]: objectXml(object) });
  org.later(() => remove(org, { CustomObject: [object] }));

  const fields = Object.entries(grants).map(([field, right]) => fieldGrant(`${object}.${field}`, right === 'edit'));
  const inside = fields.join('') + objectGrant(object, 'allowCreate', 'allowDelete', 'allowEdit', 'allowRead');
  await mustDeploy(org, { PermissionSet: [set] }, setFile(set, inside));
  org.later(() => remove(org, { PermissionSet: [set] }));

  const found = await org.call('GET', soql(`SELECT Id FROM PermissionSet WHERE Name = '${set}'`));
  const setId: string = found.json.records[0].Id;
  const us = (await org.call('GET', '/services/oauth2/userinfo')).json.user_id;
  const assigned = await org.call('POST', 'sobjects/PermissionSetAssignment', {
    AssigneeId: us,
    PermissionSetId: setId,
  });
  if (assigned.status !== 201) throw new Error(`The permission set was not assigned: ${assigned.text}`);
  org.later(() => org.call('DELETE', `sobjects/PermissionSetAssignment/${assigned.json.id}`));

  return {
    org,
    object,
    set,
    setId,
    async make(row) {
      const made = await org.call('POST', `sobjects/${object}`, row);
      if (made.status !== 201) throw new Error(`A row was refused: ${made.text}`);
      return made.json.id;
    },
  };
}

/** Deploys a permission set of its own for one question, and takes it away again. */
export async function trySet({ org }: Ground, inside: string): ReturnType<typeof deploy> {
  const set = fresh('Contract_Try');
  const deployed = await deploy(org, { PermissionSet: [set] }, setFile(set, inside));
  if (deployed.success) await remove(org, { PermissionSet: [set] });
  return deployed;
}
