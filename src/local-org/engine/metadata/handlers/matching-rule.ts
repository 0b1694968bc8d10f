import { elements } from '../elements.ts';
import { type MetadataHandler, MetadataProblem } from '../types.ts';
import { nodesOf, textOf } from '../xml.ts';
import { container } from './container.ts';
import { keptAsSent, needField, parentObject } from './kept-as-sent.ts';

const methods = new Set(['Exact', 'FirstName', 'LastName', 'CompanyName', 'Phone', 'City', 'Street', 'Zip', 'Title']);
const filterForm = /^[\s()]*\d+(?:[\s()]*(?:AND|OR)[\s()]*\d+)*[\s()]*$/i;

function balanced(text: string): boolean {
  let open = 0;
  for (const sign of text) {
    if (sign === '(') open += 1;
    if (sign === ')') open -= 1;
    if (open < 0) return false;
  }
  return open === 0;
}

/**
 * How two rows are found to be the same. This org compares exactly; the fuzzy methods are refused.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_matchingrule.htm
 */
export const matchingRule: MetadataHandler = keptAsSent({
  type: 'MatchingRule',
  elements: elements.MatchingRule,
  directory: 'matchingRules',
  suffix: 'matchingRule',
  parent: { type: 'MatchingRules', element: 'matchingRules' },
  idPrefix: '0JD',
  required: ['label', 'ruleStatus'],
  check(putting, fullName, content) {
    const object = parentObject(putting, fullName, '.');
    const items = nodesOf(content, 'matchingRuleItems');
    if (items.length === 0)
      throw new MetadataProblem('REQUIRED_FIELD_MISSING', 'Required field is missing: matchingRuleItems');
    for (const item of items) {
      needField(putting, 'fieldName', object, textOf(item, 'fieldName') ?? '');
      const method = textOf(item, 'matchingMethod') ?? '';
      if (!methods.has(method))
        throw new MetadataProblem('INVALID_TYPE', `'${method}' is not a valid value for the enum 'MatchingMethod'`);
      if (method !== 'Exact')
        throw new MetadataProblem(
          'FIELD_INTEGRITY_EXCEPTION',
          `This org compares fields exactly: it does not offer the matching method ${method}`,
        );
    }
    const filter = textOf(content, 'booleanFilter');
    if (filter === undefined) return;
    const places = (filter.match(/\d+/g) ?? []).map(Number);
    if (!filterForm.test(filter) || !balanced(filter) || places.some((place) => place < 1 || place > items.length))
      throw new MetadataProblem('FIELD_INTEGRITY_EXCEPTION', `Invalid boolean filter: ${filter}`);
  },
});

/** The matching rules of an object lie in one file. */
export const matchingRules: MetadataHandler = container(matchingRule, (fullName) => fullName.split('.')[0] ?? '');
