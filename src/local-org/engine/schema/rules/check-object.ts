import { ApiError } from '../../api-error.ts';
import type { ObjectDef } from '../../types.ts';
import type { Edition } from '../edition.ts';
import { isGoodName, withoutNamespace, withoutSuffix } from './rule.ts';

/**
 * Custom objects that an org may have, deleted ones that are not purged yet among them.
 * https://help.salesforce.com/s/articleView?id=platform.overview_limits_general.htm
 */
export const customObjectsPerOrg: Readonly<Record<Edition, number>> = {
  'Team Edition': 50,
  'Professional Edition': 50,
  'Enterprise Edition': 200,
  'Developer Edition': 400,
  'Unlimited Edition': 2000,
  'Performance Edition': 2000,
};

/** What is said of an object, new or not. */
export interface ObjectWords {
  readonly label: string;
  readonly labelPlural: string;
  readonly description?: string;
}

export interface ObjectCase {
  readonly name: string;
  readonly namespace?: string;
  readonly edition: Edition;
  /** Objects that are there already. */
  readonly objects: readonly ObjectDef[];
  readonly deletedObjects: number;
}

/** Throws unless a custom object may be called so. https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/customobject.htm */
export function checkWords({ label, labelPlural, description }: ObjectWords): void {
  for (const [what, text] of [
    ['label', label],
    ['pluralLabel', labelPlural],
  ] as const) {
    if (text.trim() === '')
      throw new ApiError(400, 'REQUIRED_FIELD_MISSING', `Must specify a non-empty ${what} for the CustomObject`);
    if (text.length > 40)
      throw new ApiError(400, 'STRING_TOO_LONG', `${what}: data value too large: ${text} (max length=40)`);
  }
  if ((description?.length ?? 0) > 1000) {
    throw new ApiError(400, 'STRING_TOO_LONG', 'Description: data value too large (max length=1000)');
  }
}

/** Throws unless a new custom object may be made so. https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/customobject.htm */
export function checkObject({ name: whole, namespace, edition, objects, deletedObjects }: ObjectCase): void {
  const name = withoutNamespace(whole, namespace);
  if (!isGoodName(name) || !name.endsWith('__c')) {
    throw new ApiError(
      400,
      'INVALID_FIELD',
      `The object name you provided ${name} can only contain alphanumeric characters, must begin with a letter, cannot end with an underscore or contain two consecutive underscore characters, and must be unique across all objects`,
    );
  }
  const plain = withoutSuffix(name);
  if (plain.length > 40) {
    throw new ApiError(400, 'STRING_TOO_LONG', `Custom Object Name: data value too large: ${plain} (max length=40)`);
  }
  const most = customObjectsPerOrg[edition];
  if (objects.filter(({ custom }) => custom).length + deletedObjects >= most) {
    throw new ApiError(
      400,
      'LIMIT_EXCEEDED',
      `Custom object limit reached: ${edition} may have ${most} custom objects`,
    );
  }
}
