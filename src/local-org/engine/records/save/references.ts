import type { Prepared } from '../../../../base/sqlite.ts';
import { isId, to18 } from '../../ids.ts';
import type { ApiErrorEntry, FieldDef, ObjectDef } from '../../types.ts';
import type { RecordContext } from '../context.ts';
import type { Stored } from '../store/store.ts';

export interface ReferenceCheck {
  /** The Id in the org's own spelling when it leads to a row the user may point at; otherwise what is wrong with it. */
  check(id: string): string | ApiErrorEntry;
  /** The condition, in SQL, that a parameter leads to such a row, spelt so. */
  condition(parameter: string): string;
}

const queuePrefix = '00G';

/** Whether a row of these may own rows of an object, in SQL: active users, and queues that are made for the object. */
const mayOwn = (of: ObjectDef): Readonly<Record<string, string>> => ({
  User: 'IsActive',
  Group: `("Type" = 'Queue' AND EXISTS (SELECT 1 FROM QueueSobject q WHERE q.QueueId = "Group".Id AND q.SobjectType = '${of.name}'))`,
});

export function referenceCheck(context: RecordContext, of: ObjectDef, field: FieldDef): ReferenceCheck {
  const targets = new Map<string, Prepared>();
  const conditions: ((parameter: string) => string)[] = [];
  for (const name of field.referenceTo ?? []) {
    const object = context.schema.object(name);
    if (!object) continue;
    const seen = context.rights.rows(object, 'see') ?? '1';
    const deleted = object.fields.has('isdeleted') ? 'IsDeleted' : '0';
    const active = field.name === 'OwnerId' ? (mayOwn(of)[name] ?? '1') : '1';
    const find = context.store.prepare(`SELECT ${deleted}, ${seen}, ${active} FROM "${object.name}" WHERE Id = ?`);
    targets.set(object.keyPrefix, find);
    conditions.push(
      (parameter) =>
        `EXISTS (SELECT 1 FROM "${object.name}" WHERE Id = ${parameter} AND ${deleted} = 0 AND ${seen} AND ${active})`,
    );
  }
  const said = (code: string, message: string, ...fields: string[]): ApiErrorEntry => ({ code, message, fields });
  const wrong = (code: string, id: string) =>
    said(code, `${field.label}: id value of incorrect type: ${id}`, field.name);

  function judge(id: string, row: readonly Stored[]): string | ApiErrorEntry {
    if (row[0] === 1) return said('ENTITY_IS_DELETED', 'entity is deleted', field.name);
    if (row[1] !== 1) {
      return said(
        'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
        `insufficient access rights on cross-reference id: ${id}`,
      );
    }
    // https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_queuesobject.htm
    if (row[2] !== 1 && id.startsWith(queuePrefix))
      return said('INVALID_OPERATION', 'Queue not associated with this SObject type');
    // The code is documented; the words are Observed: answers quoted in public repositories.
    // https://help.salesforce.com/apex/HTViewSolution?id=000205862
    if (row[2] !== 1 && !context.platform)
      return said(
        'INACTIVE_OWNER_OR_USER',
        `operation performed with inactive user [${id}] as owner of ${of.label.toLowerCase()}`,
      );
    return id;
  }

  function check(id: string): string | ApiErrorEntry {
    const target = targets.get(id.slice(0, 3));
    const row = target?.row(id);
    if (row !== undefined) return judge(id, row);
    if (!isId(id)) return wrong('MALFORMED_ID', id);
    if (!target) return wrong('FIELD_INTEGRITY_EXCEPTION', id);
    // The three characters of the checksum may come in any case.
    const own = to18(id.slice(0, 15));
    const found = own === id ? undefined : target.row(own);
    return found === undefined ? said('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id') : judge(own, found);
  }

  return {
    check,
    condition: (parameter) => conditions.map((condition) => condition(parameter)).join(' OR ') || '0',
  };
}
