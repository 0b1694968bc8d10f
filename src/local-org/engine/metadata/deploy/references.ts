import { parseFormula } from '../../formula/formula.ts';
import { recordsOf, saveContent } from '../component-records.ts';
import { handlerFor } from '../registry.ts';
import { type Asking, MetadataProblem, type TypeName } from '../types.ts';
import { textOf, textsOf, type Xml, type XmlValue } from '../xml.ts';

/** Where components of one type are named by others. */
interface Naming {
  readonly type: TypeName;
  /** Elements that hold the name, or that stand in an entry about it. */
  readonly elements: readonly string[];
}

/** What loses its entries about a component that goes, as the platform takes a deleted field off its layouts. */
const losesEntries: Readonly<Partial<Record<TypeName, readonly Naming[]>>> = {
  CustomField: [
    { type: 'ListView', elements: ['columns', 'field'] },
    { type: 'Layout', elements: ['field'] },
  ],
  CustomTab: [
    { type: 'CustomApplication', elements: ['tabs'] },
    { type: 'PermissionSet', elements: ['tab'] },
    { type: 'Profile', elements: ['tab'] },
  ],
  CustomApplication: [
    { type: 'PermissionSet', elements: ['application'] },
    { type: 'Profile', elements: ['application'] },
  ],
  Layout: [{ type: 'Profile', elements: ['layout'] }],
};

/** Refuses to let go of what something cannot do without. */
export function checkUnused(asking: Asking, type: TypeName, fullName: string): void {
  const [object, name] = partsOf(fullName);
  if (type === 'CustomField') {
    const user = recordsOf(asking, 'CompactLayout').find(
      (layout) => isOf(layout.fullName, object) && textsOf(layout.content, 'fields').some((field) => same(field, name)),
    );
    if (user !== undefined) throw inUse('custom field', `Compact Layout - ${user.fullName}`);
    const rule = recordsOf(asking, 'ValidationRule').find(
      ({ fullName: ruleName, content }) =>
        isOf(ruleName, object) && namesField(textOf(content, 'errorConditionFormula') ?? '', name),
    );
    if (rule !== undefined) throw inUse('custom field', `Validation Rule - ${rule.fullName}`);
  }
  if (type === 'FlexiPage') {
    const app = recordsOf(asking, 'CustomApplication').find(({ content }) =>
      same(textOf(content, 'utilityBar') ?? '', fullName),
    );
    if (app !== undefined) throw inUse('Lightning page', `Custom App - ${app.fullName}`);
    const tab = recordsOf(asking, 'CustomTab').find(({ content }) =>
      same(textOf(content, 'flexiPage') ?? '', fullName),
    );
    if (tab !== undefined) throw inUse('Lightning page', `Custom Tab - ${tab.fullName}`);
  }
  if (type === 'CompactLayout') {
    const assigned = textOf(handlerFor('CustomObject').read(asking, object) ?? {}, 'compactLayoutAssignment');
    if (assigned !== undefined && same(assigned, name)) throw inUse('compact layout', `Custom Object - ${object}`);
  }
}

/** Whether a formula of the field's own object names it, or goes up by it. */
function namesField(formula: string, field: string): boolean {
  const asParent = field.replace(/__c$/i, '__r');
  return parseFormula(formula).paths.some((path) => same(path, field) || same(path.split('.')[0]!, asParent));
}

/** Takes the entries about a component that is gone out of all that named it. */
export function forget(asking: Asking, type: TypeName, fullName: string): void {
  const [object, field] = partsOf(fullName);
  for (const naming of losesEntries[type] ?? []) {
    for (const record of recordsOf(asking, naming.type)) {
      if (type === 'CustomField' && !isOf(record.fullName, object)) continue;
      const content = without(record.content, naming.elements, type === 'CustomField' ? field : fullName);
      saveContent(asking, naming.type, handlerFor(naming.type).idPrefix, record.fullName, content);
    }
  }
}

function without(content: Xml, elements: readonly string[], name: string): Xml {
  const kept = Object.entries(content).map(([element, values]) => {
    const named = (value: XmlValue): boolean =>
      typeof value === 'string'
        ? elements.includes(element) && same(value, name)
        : elements.some((inner) => textsOf(value, inner).some((text) => same(text, name)));
    const left = values.filter((value) => !named(value));
    return [
      element,
      left.map((value) => (typeof value === 'string' ? value : without(value, elements, name))),
    ] as const;
  });
  return Object.fromEntries(kept.filter(([element, values]) => values.length > 0 || content[element]!.length === 0));
}

function partsOf(fullName: string): [object: string, name: string] {
  const dot = fullName.indexOf('.');
  return dot < 0 ? [fullName, ''] : [fullName.slice(0, dot), fullName.slice(dot + 1)];
}

/** Whether `X__c.All` or `X__c-X Layout` belongs to an object. */
const isOf = (fullName: string, object: string): boolean => same(fullName.split(/[.-]/)[0]!, object);

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

const inUse = (what: string, where: string): MetadataProblem =>
  new MetadataProblem('DELETE_FAILED', `This ${what} is referenced elsewhere in salesforce.com : ${where}`);
