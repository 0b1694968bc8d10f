import { ApiError } from '../api-error.ts';
import type { ObjectDef, RowWriter, RowWriterOptions } from '../types.ts';
import type { RecordContext } from './context.ts';
import { openRemover } from './remove/open-remover.ts';
import { openSaver } from './save/open-saver.ts';

/** An object that is not there, or that the user cannot see: both look the same. */
function unknownObject(options: RowWriterOptions): ApiError {
  return options.dialect === 'bulk'
    ? new ApiError(400, 'INVALIDENTITY', `Entity '${options.object}' is not supported by the Bulk API.`)
    : new ApiError(404, 'NOT_FOUND', 'The requested resource does not exist');
}

/** Rows of these end in other ways: a user is made inactive. */
const neverDeleted = new Set([
  'User',
  'Organization',
  'UserLicense',
  'EntityDefinition',
  'FieldDefinition',
  'UserPermissionAccess',
  'DuplicateRule',
]);

/** https://help.salesforce.com/s/articleView?id=000386643 */
const noHardDelete = () =>
  new ApiError(
    400,
    'FEATURENOTENABLED',
    'FeatureNotEnabled : hardDelete operation requires special user profile permission, please contact your system administrator',
  );

const wordsFor = { insert: 'inserted', update: 'updated', upsert: 'updated' } as const;

function checkRights(context: RecordContext, object: ObjectDef, options: RowWriterOptions): void {
  const rights = context.rights.object(object);
  if (!rights.read && !context.platform) throw unknownObject(options);
  const { operation } = options;
  if (operation === 'delete' || operation === 'hardDelete' || operation === 'undelete') {
    if (neverDeleted.has(object.name)) {
      throw new ApiError(
        400,
        'INVALID_TYPE_FOR_OPERATION',
        `entity type ${object.name} does not support ${operation}`,
        [],
      );
    }
    if (operation === 'hardDelete' && !context.platform && !context.rights.can('BulkApiHardDelete'))
      throw noHardDelete();
    if (rights.delete) return;
    throw new ApiError(403, 'INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id', []);
  }
  const may =
    operation === 'insert' ? rights.create : operation === 'update' ? rights.edit : rights.create || rights.edit;
  if (may) return;
  throw new ApiError(
    403,
    'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
    `entity type cannot be ${wordsFor[operation]}: ${object.name}`,
    [],
  );
}

/** Opens a writer for rows of one shape, after what holds for all of them was checked. */
export function openWriter(context: RecordContext, options: RowWriterOptions): RowWriter {
  const object = context.schema.object(options.object);
  if (!object) throw unknownObject(options);
  checkRights(context, object, options);
  const { operation } = options;
  if (operation === 'delete' || operation === 'hardDelete' || operation === 'undelete') {
    return openRemover(context, object, options, operation);
  }
  return openSaver(context, object, options);
}
