import type { JoinSettings } from '../config/settings.ts';
import { describeObject, resolveField, resolveObject } from '../salesforce/describe.ts';
import type { FieldGrant } from '../salesforce/field-access.ts';
import type { Org } from '../salesforce/org.ts';

/** One thing that the connecting user must be able to do. */
export interface AccessCheck {
  readonly what: string;
  readonly ok: boolean;
  /** What would mend it. */
  readonly mend?: string;
}

/** Looks by describe, signed in as the connecting user, at all that a push needs, and a pull of the `chosen` fields. */
export async function checkAccess(
  org: Org,
  { contact, account }: JoinSettings,
  chosen: readonly FieldGrant[],
): Promise<readonly AccessCheck[]> {
  const fieldsOf = (wanted: string) => chosen.filter(({ object }) => object === wanted).map(({ field }) => field);
  return [
    await canWrite(org, 'Heap_Account_Usage__c', ['Account_Id__c', 'Account__c']),
    await canWrite(org, 'Heap_Contact_Usage__c', ['Contact_Id__c', 'Contact__c']),
    await canRead(org, 'Account', [
      ...(account.kind === 'property' ? [account.salesforce] : []),
      ...fieldsOf('Account'),
    ]),
    await canRead(org, 'Contact', [...new Set([contact.salesforce, 'AccountId', ...fieldsOf('Contact')])]),
  ];
}

async function canWrite(org: Org, object: string, fields: readonly string[]): Promise<AccessCheck> {
  const name = await resolveObject(org, object);
  const seen = name === undefined ? undefined : await describeObject(org, name);
  const missing = fields.filter((field) => seen === undefined || resolveField(seen, field)?.updateable !== true);
  const ok = seen?.createable === true && seen.updateable && missing.length === 0;
  return {
    what: `write ${name ?? object}`,
    ok,
    ...(!ok && { mend: 'Assign the permission set Heap_Usage_Sync to the connecting user.' }),
  };
}

async function canRead(org: Org, object: string, fields: readonly string[]): Promise<AccessCheck> {
  const seen = await describeObject(org, object);
  const missing = fields.filter((field) => seen?.fields.has(field.toLowerCase()) !== true);
  const ok = seen?.queryable === true && missing.length === 0;
  const which = missing.length === 0 ? object : missing.map((field) => `${object}.${field}`).join(', ');
  return {
    what: `read ${[object, ...fields.map((field) => `${object}.${field}`)].join(', ')}`,
    ok,
    ...(!ok && { mend: `Grant Read on ${which} in the permission set Heap_Connecting_User.` }),
  };
}
