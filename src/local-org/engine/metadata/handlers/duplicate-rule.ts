import { elements } from '../elements.ts';
import { type MetadataHandler, MetadataProblem, type Putting } from '../types.ts';
import { nodesOf, textOf, textsOf, type Xml } from '../xml.ts';
import { keptAsSent, notFound, parentObject } from './kept-as-sent.ts';

const choices: Readonly<Record<string, { readonly type: string; readonly values: readonly string[] }>> = {
  actionOnInsert: { type: 'DupeActionType', values: ['Allow', 'Block'] },
  actionOnUpdate: { type: 'DupeActionType', values: ['Allow', 'Block'] },
  operationsOnInsert: { type: 'DupeOperationType', values: ['alert', 'report', 'Alert', 'Report'] },
  operationsOnUpdate: { type: 'DupeOperationType', values: ['alert', 'report', 'Alert', 'Report'] },
  securityOption: { type: 'DupeSecurityOptionType', values: ['EnforceSharingRules', 'BypassSharingRules'] },
};

/**
 * What the org does about rows that its matching rules find to be the same. This org looks among the rows of the
 * rule's own object, and knows no further conditions.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_duplicaterule.htm
 */
export const duplicateRule: MetadataHandler = keptAsSent({
  type: 'DuplicateRule',
  elements: elements.DuplicateRule,
  directory: 'duplicateRules',
  suffix: 'duplicateRule',
  idPrefix: '0Bm',
  required: ['actionOnInsert', 'actionOnUpdate', 'isActive', 'masterLabel', 'securityOption', 'sortOrder'],
  check(putting, fullName, content) {
    const object = parentObject(putting, fullName, '.');
    for (const [element, { type, values }] of Object.entries(choices)) {
      const wrong = textsOf(content, element).find((value) => !values.includes(value));
      if (wrong !== undefined)
        throw new MetadataProblem('INVALID_TYPE', `'${wrong}' is not a valid value for the enum '${type}'`);
    }
    const filters = nodesOf(content, 'duplicateRuleFilter').flatMap((filter) =>
      nodesOf(filter, 'duplicateRuleFilterItems'),
    );
    if (filters.length > 0)
      throw new MetadataProblem('FIELD_INTEGRITY_EXCEPTION', 'This org does not offer conditions of duplicate rules');
    for (const match of nodesOf(content, 'duplicateRuleMatchRules')) checkMatch(putting, object, match);
  },
});

function checkMatch(putting: Putting, object: string, match: Xml): void {
  const among = textOf(match, 'matchRuleSObjectType') ?? object;
  if (among.toLowerCase() !== object.toLowerCase())
    throw new MetadataProblem(
      'FIELD_INTEGRITY_EXCEPTION',
      `This org compares rows of one object: it does not offer duplicates of ${object} among ${among}`,
    );
  const rule = textOf(match, 'matchingRule') ?? '';
  if (!putting.has('MatchingRule', `${object}.${rule}`)) throw notFound('matchingRule', 'MatchingRule', rule);
}
