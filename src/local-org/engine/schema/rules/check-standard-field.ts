import { ApiError } from '../../api-error.ts';
import type { FieldDef, ObjectDef } from '../../types.ts';
import { mostTracked, trackable } from '../history-object.ts';

/** Throws unless a standard field may be tracked: some fields are never, and an object tracks only so many. */
export function checkStandardField(object: ObjectDef, field: FieldDef): void {
  if (!field.trackHistory) return;
  if (!trackable(field)) {
    throw new ApiError(400, 'FIELD_INTEGRITY_EXCEPTION', `Cannot track history of the field ${field.name}`, [
      field.name,
    ]);
  }
  const others = [...object.fields.values()].filter(({ name, trackHistory }) => trackHistory && name !== field.name);
  if (others.length < mostTracked) return;
  throw new ApiError(
    400,
    'LIMIT_EXCEEDED',
    `History tracked field limit reached: ${object.label} may track ${mostTracked} fields`,
    [field.name],
  );
}
