import type { ApiErrorEntry } from '../../../types.ts';
import type { Stored } from '../../store/store.ts';
import { integrity } from './house-rule.ts';

/**
 * What a developer name is made of.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_userrole.htm
 * The words are not documented; believed.
 */
export function developerNameTrouble(what: string, name: Stored, field: string): ApiErrorEntry | undefined {
  if (/^[A-Za-z](?:_?[A-Za-z0-9])*$/.test(String(name))) return undefined;
  return integrity(
    `The ${what} API Name can only contain underscores and alphanumeric characters. It must be unique, begin with a letter, not include spaces, not end with an underscore, and not contain two consecutive underscores.`,
    field,
  );
}
