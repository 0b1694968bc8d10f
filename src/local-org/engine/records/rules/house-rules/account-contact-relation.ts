import { entry, type HouseRule } from './house-rule.ts';

/**
 * A contact is related to an account once, and its relation to its own account goes only with the account.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_accountcontactrelation.htm
 * The codes and words of both refusals are not documented; believed.
 */
export const accountContactRelation: HouseRule = {
  check({ context, id, row }) {
    const twin = context.store
      .prepare('SELECT Id FROM AccountContactRelation WHERE AccountId = ? AND ContactId = ? AND IsDeleted = 0')
      .rows(row('AccountId'), row('ContactId'))
      .some(([other]) => other !== id);
    return twin ? entry('DUPLICATE_VALUE', 'This contact already has a relationship with this account.') : undefined;
  },
  mayGo({ store, platform }, id) {
    const direct = store.prepare('SELECT IsDirect FROM AccountContactRelation WHERE Id = ?').row(id)?.[0] === 1;
    if (!direct || platform) return undefined;
    return entry(
      'INSUFFICIENT_ACCESS_OR_READONLY',
      "A direct relationship can't be removed: change the account of the contact instead.",
    );
  },
};
