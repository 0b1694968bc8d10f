import type { FieldDef, ObjectDef } from '../../types.ts';
import type { KeptRule } from './rule-book.ts';

/** One field that two rows are compared by. */
export interface MatchItem {
  readonly field: FieldDef;
  /** Whether two empty fields are alike; otherwise an empty one is like nothing. */
  readonly blanksMatch: boolean;
}

export interface Matching {
  readonly name: string;
  readonly items: readonly MatchItem[];
  /** `1 AND (2 OR 3)`; all of them when absent. */
  readonly filter: string | undefined;
}

/** What a duplicate rule does about the duplicates of a row that is made or changed. */
export interface Reaction {
  readonly action: 'Allow' | 'Block';
  readonly alerts: boolean;
}

/** An active duplicate rule made ready. */
export interface DuplicateCheck {
  readonly name: string;
  readonly alertText: string;
  readonly enforceSharing: boolean;
  readonly onInsert: Reaction;
  readonly onUpdate: Reaction;
  readonly matchings: readonly Matching[];
}

type Content = Readonly<Record<string, readonly unknown[]>>;

const isContent = (value: unknown): value is Content => typeof value === 'object' && value !== null;
const nodes = (content: Content, element: string): readonly Content[] => (content[element] ?? []).filter(isContent);
const texts = (content: Content, element: string): readonly string[] =>
  (content[element] ?? []).filter((value) => typeof value === 'string');
const text = (content: Content, element: string): string | undefined =>
  texts(content, element).find((one) => one !== '');
const ownName = (fullName: string) => fullName.slice(fullName.indexOf('.') + 1);

/** What the screen says when a rule says nothing of its own. */
const usualAlert = "You're creating a duplicate record. We recommend you use an existing record instead.";

/**
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_duplicaterule.htm
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_matchingrule.htm
 */
export function duplicateChecks(
  object: ObjectDef,
  duplicateRules: readonly KeptRule[],
  matchingRules: readonly KeptRule[],
): readonly DuplicateCheck[] {
  const matchings = new Map(
    matchingRules
      .filter(({ content }) => text(content, 'ruleStatus') === 'Active')
      .map((rule) => [ownName(rule.fullName).toLowerCase(), matchingOf(object, rule)]),
  );
  return duplicateRules
    .filter(({ content }) => text(content, 'isActive') === 'true')
    .sort((a, b) => Number(text(a.content, 'sortOrder')) - Number(text(b.content, 'sortOrder')))
    .map(({ fullName, content }) => ({
      name: ownName(fullName),
      alertText: text(content, 'alertText') ?? usualAlert,
      enforceSharing: text(content, 'securityOption') === 'EnforceSharingRules',
      onInsert: reaction(content, 'Insert'),
      onUpdate: reaction(content, 'Update'),
      matchings: nodes(content, 'duplicateRuleMatchRules').flatMap((each) => {
        const found = matchings.get((text(each, 'matchingRule') ?? '').toLowerCase());
        return found === undefined ? [] : [found];
      }),
    }));
}

const reaction = (content: Content, when: 'Insert' | 'Update'): Reaction => ({
  action: text(content, `actionOn${when}`) === 'Block' ? 'Block' : 'Allow',
  alerts: texts(content, `operationsOn${when}`).some((operation) => operation.toLowerCase() === 'alert'),
});

function matchingOf(object: ObjectDef, { fullName, content }: KeptRule): Matching {
  const items = nodes(content, 'matchingRuleItems').flatMap((item) => {
    const field = object.fields.get((text(item, 'fieldName') ?? '').toLowerCase());
    return field === undefined ? [] : [{ field, blanksMatch: text(item, 'blankValueBehavior') === 'MatchBlanks' }];
  });
  return { name: ownName(fullName), items, filter: text(content, 'booleanFilter') };
}
