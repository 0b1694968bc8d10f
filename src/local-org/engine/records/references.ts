import { isId } from '../ids.ts';
import type { ApiErrorEntry, FieldDef } from '../types.ts';
import type { RecordContext } from './context.ts';
import type { Prepared } from './store.ts';

/** Says what is wrong with an Id in a reference field; nothing when it leads to a row the user may point at. */
export type CheckReference = (id: string) => ApiErrorEntry | undefined;

export function referenceCheck(context: RecordContext, field: FieldDef): CheckReference {
  const targets = new Map<string, { readonly find: Prepared; readonly mine: boolean }>();
  for (const name of field.referenceTo ?? []) {
    const object = context.schema.object(name);
    if (!object) continue;
    const owner = context.rights.rowsBy(object);
    const deleted = object.fields.has('isdeleted') ? 'IsDeleted' : '0';
    const find = context.store.prepare(`SELECT ${deleted}, ${owner ?? 'NULL'} FROM "${object.name}" WHERE Id = ?`);
    targets.set(object.keyPrefix, { find, mine: owner !== undefined });
  }
  const wrong = (code: string, id: string) => ({
    code,
    message: `${field.label}: id value of incorrect type: ${id}`,
    fields: [field.name],
  });

  return (id) => {
    const target = targets.get(id.slice(0, 3));
    const row = target?.find.row(id);
    if (target && row) {
      if (row[0] === 1) return { code: 'ENTITY_IS_DELETED', message: 'entity is deleted', fields: [field.name] };
      if (target.mine && row[1] !== context.rights.userId) {
        return {
          code: 'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
          message: `insufficient access rights on cross-reference id: ${id}`,
          fields: [],
        };
      }
      return undefined;
    }
    if (!isId(id)) return wrong('MALFORMED_ID', id);
    if (!target) return wrong('FIELD_INTEGRITY_EXCEPTION', id);
    return { code: 'INVALID_CROSS_REFERENCE_KEY', message: 'invalid cross reference id', fields: [] };
  };
}
