import { literal, selectRows } from '../rows.ts';
import type { Asking } from '../types.ts';
import { notFound } from './kept-as-sent.ts';

/**
 * The Id of a user licence by the name that metadata gives it; refuses one that the org does not have.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_userlicense.htm
 */
export function licenceNamed(asking: Asking, element: string, name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  const row = selectRows(asking, `SELECT Id FROM UserLicense WHERE Name = ${literal(name)}`)[0];
  if (row === undefined) throw notFound(element, 'UserLicense', name);
  return String(row['Id']);
}
