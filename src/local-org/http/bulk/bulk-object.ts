import { ApiError } from '../../engine/api-error.ts';
import type { Entry } from '../door.ts';
import { isObject } from '../rest/route.ts';

/** Deleting past the bin takes a permission that not even administrators have from the start. */
export const noHardDelete =
  'hardDelete operation requires special user profile permission, please contact your system administrator';

/** The object in its own case. It has to be one that this user sees, with the key that an upsert names. */
export function bulkObject(
  { session, apiVersion }: Entry,
  name: string,
  operation: string,
  key: string | undefined,
): string {
  let described: Record<string, unknown>;
  try {
    described = session.describe(name, apiVersion);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new ApiError(400, 'INVALIDENTITY', `InvalidEntity : Entity '${name}' is not supported by the Bulk API.`);
  }
  const object = String(described['name']);
  if (operation !== 'upsert') return object;
  if (key === undefined || key === '') {
    const message = `InvalidJob : External ID was blank for ${object}. An External ID must be specified for upsert.`;
    throw new ApiError(400, 'INVALIDJOB', message);
  }
  const fields = Array.isArray(described['fields']) ? described['fields'].filter(isObject) : [];
  const field = fields.find((one) => String(one['name']).toLowerCase() === key.toLowerCase());
  if (field === undefined || !(field['externalId'] === true || field['idLookup'] === true)) {
    const message = `InvalidJob : Field name provided, ${key} does not match an External ID, Salesforce Id, or indexed field for ${object}`;
    throw new ApiError(400, 'INVALIDJOB', message);
  }
  return object;
}
