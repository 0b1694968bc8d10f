import { ApiError } from '../../../engine/api-error.ts';
import { isId } from '../../../engine/ids.ts';
import { childRelationship, relationshipOf } from '../../../engine/schema/relationships.ts';
import type { Schema } from '../../../engine/types.ts';
import { notThere } from '../../versions.ts';
import { type Answer, type Ask, listOf, ok } from '../route.ts';

/** The lookup behind a child relationship, `Contacts` of Account. */
export interface ChildLookup {
  readonly object: string;
  readonly field: string;
}

/** `undefined` when the parent has no such children. */
export function childOf(schema: Schema, parent: string, relationship: string): ChildLookup | undefined {
  for (const { name: object, fields } of schema.objects()) {
    for (const field of fields.values()) {
      if (!same(childRelationship(field), relationship)) continue;
      if (field.referenceTo?.some((one) => same(one, parent))) return { object, field: field.name };
    }
  }
  return undefined;
}

/** Where a relationship leads from one row. */
export type Reached =
  | { readonly kind: 'parent'; readonly object: string; readonly id: string }
  | ({ readonly kind: 'children'; readonly id: string } & ChildLookup);

/**
 * `sobjects/Contact/003…/Account`: a row's parent, or its children. `undefined` when the path names a row by a key.
 * A lookup without a value leads nowhere.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/dome_sobject_relationships.htm
 */
export function reachedBy({ entry, params }: Ask): Reached | undefined {
  const { object: named = '', field: id = '', value: relationship = '' } = params;
  const { session, apiVersion, engine } = entry;
  const object = engine.schema.object(named);
  if (object === undefined || !isId(id) || object.fields.has(id.toLowerCase())) return undefined;
  const lookup = [...object.fields.values()].find(
    (field) => field.type === 'reference' && same(relationshipOf(field), relationship),
  );
  const row = session.retrieve(
    object.name,
    { field: 'Id', value: id },
    lookup === undefined ? ['Id'] : [lookup.name],
    apiVersion,
  );
  if (lookup !== undefined) {
    const parentId = row[lookup.name];
    if (typeof parentId !== 'string') throw notThere();
    const parent = lookup.referenceTo?.find((one) => parentId.startsWith(engine.schema.object(one)?.keyPrefix ?? ' '));
    if (parent === undefined) throw notThere();
    return { kind: 'parent', object: parent, id: parentId };
  }
  const child = childOf(engine.schema, object.name, relationship);
  if (child === undefined) throw notThere();
  return { kind: 'children', id: String(row['Id']), ...child };
}

/** The parent that a path leads to, for changing and deleting it; children cannot be changed through their parent. */
export function reachedParent(ask: Ask): { readonly object: string; readonly id: string } | undefined {
  const reached = reachedBy(ask);
  if (reached === undefined) return undefined;
  if (reached.kind === 'parent') return { object: reached.object, id: reached.id };
  throw new ApiError(405, 'METHOD_NOT_ALLOWED', 'HTTP Method not allowed on a relationship to several records');
}

/** The children as a query for them would answer. */
export function childrenOf(
  { entry, query }: Ask,
  { object, field, id }: Extract<Reached, { kind: 'children' }>,
): Answer {
  const { session, apiVersion } = entry;
  const described = session.describe(object, apiVersion)['fields'] as readonly { readonly name: string }[];
  const fields =
    query['fields'] === undefined
      ? described.map(({ name }) => name)
      : [...new Set([...listOf(query['fields']), 'Id'])];
  const { totalSize, done, records, locator } = session.query(
    `SELECT ${fields.join(', ')} FROM ${object} WHERE ${field} = '${id}'`,
    { apiVersion },
  );
  const next = locator === undefined ? {} : { nextRecordsUrl: `/services/data/v${apiVersion}/query/${locator}` };
  return ok({ totalSize, done, ...next, records });
}

const same = (one: string, other: string): boolean => one !== '' && one.toLowerCase() === other.toLowerCase();
