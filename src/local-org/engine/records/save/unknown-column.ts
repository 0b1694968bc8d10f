import { ApiError } from '../../api-error.ts';
import type { ObjectDef, RowWriterOptions } from '../../types.ts';

/** A column that the object does not have, or that the user cannot see: both look the same. */
export const unknownColumn = ({ dialect }: RowWriterOptions, object: ObjectDef, name: string): ApiError =>
  dialect === 'bulk'
    ? new ApiError(400, 'InvalidBatch', `InvalidBatch : Field name not found : ${name}`)
    : new ApiError(400, 'INVALID_FIELD', `No such column '${name}' on sobject of type ${object.name}`, []);
