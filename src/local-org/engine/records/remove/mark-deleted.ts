import type { ObjectDef } from '../../types.ts';
import type { RecordContext } from '../context.ts';

/** Puts a row into the bin or takes it out, as a change of the row. */
export function markDeleted(context: RecordContext, object: ObjectDef, id: string, deleted: boolean): void {
  const { store, rights, stamp, touched } = context;
  const now = stamp();
  const sets: (readonly [string, string | number | null])[] = [
    ['IsDeleted', deleted ? 1 : 0],
    ['LastModifiedDate', now],
    ['LastModifiedById', rights.userId],
    ['SystemModstamp', now],
    ...(deleted ? [] : [['MasterRecordId', null] as const]),
  ];
  const used = sets.filter(([name]) => object.fields.has(name.toLowerCase()));
  store
    .prepare(`UPDATE "${object.name}" SET ${used.map(([name]) => `${name} = ?`).join(', ')} WHERE Id = ?`)
    .run(...used.map(([, value]) => value), id);
  touched(object.name);
}

/** Fills or empties a lookup, which moves nothing of the row but its system stamp. */
export function setLookup(
  { schema, store, stamp, touched }: RecordContext,
  link: { readonly object: string; readonly field: string; readonly id: string },
  target: string | null,
): void {
  const stamped = schema.field(link.object, 'SystemModstamp') === undefined ? '' : `, SystemModstamp = ${stamp()}`;
  store.prepare(`UPDATE "${link.object}" SET "${link.field}" = ?${stamped} WHERE Id = ?`).run(target, link.id);
  touched(link.object);
}
