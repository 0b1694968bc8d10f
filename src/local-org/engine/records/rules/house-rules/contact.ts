import { keepDirectRelation, relatesContacts } from '../direct-relation.ts';
import type { HouseRule } from './house-rule.ts';

/**
 * A contact with an account is related to it, where the org relates contacts to several accounts.
 * https://help.salesforce.com/s/articleView?id=sales.account_contact_relationship_and_validation_rules.htm
 */
export const contact: HouseRule = {
  applies: relatesContacts,
  saved: keepDirectRelation,
};
