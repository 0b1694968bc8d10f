import { historyParent } from '../schema/history-object.ts';
import type { ObjectDef, Schema } from '../types.ts';

/** What may be done with single rows. */
export type RowUse = 'see' | 'edit' | 'delete';

/** What the rows open to one user go by. */
export interface SharingParts {
  readonly schema: Schema;
  /** The user, and those whose rows the user has by standing above them in the role hierarchy. */
  readonly owners: readonly string[];
  /** Whether the user has the whole of an object for this use, whoever owns its rows. */
  hasAll(object: ObjectDef, use: RowUse): boolean;
}

/**
 * Organization-wide defaults, and the uses that each opens to everybody who may use the object at all.
 * https://help.salesforce.com/s/articleView?id=platform.sharing_model_fields.htm
 */
const openTo: Readonly<Record<string, readonly RowUse[]>> = {
  Private: [],
  Read: ['see'],
  ReadWrite: ['see', 'edit'],
  ReadWriteTransfer: ['see', 'edit'],
  FullAccess: ['see', 'edit', 'delete'],
};

const text = (id: string) => `'${id}'`;

/**
 * The condition, in SQL, for rows of the object at this alias that the user may use so; nothing when all are open.
 * Rows belong to their owner and to those above the owner in the role hierarchy, or are as open as their parent.
 * https://help.salesforce.com/s/articleView?id=platform.security_about_sharing.htm
 */
export function openRows(parts: SharingParts, object: ObjectDef, use: RowUse, alias: string): string | undefined {
  if (parts.hasAll(object, use)) return undefined;
  const model = object.sharingModel ?? 'ReadWrite';
  const link = model === 'ControlledByParent' ? parentLink(object) : undefined;
  if (link !== undefined) return openThroughParent(parts, object, use, alias, link);
  if ((openTo[model] ?? ['see', 'edit']).includes(use) || !object.fields.has('ownerid')) return undefined;
  return owned(parts, alias);
}

/** The history of a row is as open as the row. */
export function openHistory(parts: SharingParts, history: ObjectDef, alias: string): string | undefined {
  const parent = parts.schema.object(history.historyOf ?? '');
  const above = `parent_of_${history.name}`;
  const condition = parent && openRows(parts, parent, 'see', above);
  if (parent === undefined || condition === undefined) return undefined;
  return `${alias}."${historyParent(parent)}" IN (SELECT ${above}.Id FROM "${parent.name}" ${above} WHERE ${condition})`;
}

/** The Ids are the org's own, never input. */
function owned({ owners }: SharingParts, alias: string): string {
  return owners.length === 1
    ? `${alias}."OwnerId" = ${text(owners[0]!)}`
    : `${alias}."OwnerId" IN (${owners.map(text).join(', ')})`;
}

/** The field that leads to the row by which sharing goes. */
function parentLink(object: ObjectDef): string | undefined {
  if (object.name === 'Contact' || object.name === 'AccountContactRelation') return 'AccountId';
  return [...object.fields.values()].find(({ metadataType }) => metadataType === 'MasterDetail')?.name;
}

/**
 * To change or delete a detail asks for edit on its master. A contact without an account is private.
 * https://help.salesforce.com/s/articleView?id=platform.relationships_considerations.htm
 * https://help.salesforce.com/s/articleView?id=sales.contacts_considerations.htm
 */
function openThroughParent(
  parts: SharingParts,
  object: ObjectDef,
  use: RowUse,
  alias: string,
  link: string,
): string | undefined {
  const parent = parts.schema.object(object.fields.get(link.toLowerCase())?.referenceTo?.[0] ?? '');
  if (parent === undefined) return undefined;
  const above = `parent_of_${object.name}`;
  const condition = openRows(parts, parent, use === 'see' ? 'see' : 'edit', above);
  const open =
    condition === undefined
      ? undefined
      : `${alias}."${link}" IN (SELECT ${above}.Id FROM "${parent.name}" ${above} WHERE ${condition})`;
  if (!object.fields.has('ownerid')) return open;
  const alone = `(${alias}."${link}" IS NULL AND ${owned(parts, alias)})`;
  return `(${open ?? `${alias}."${link}" IS NOT NULL`} OR ${alone})`;
}
