import type { Component, TypeName } from '../metadata/types.ts';
import type { Xml, XmlValue } from '../metadata/xml.ts';

/** Types whose full names begin with their object's: `Account-Sales Layout`, `Account.All`. */
const separators: Readonly<Partial<Record<TypeName, '.' | '-'>>> = {
  CompactLayout: '.',
  CustomField: '.',
  CustomMetadata: '.',
  DuplicateRule: '.',
  Layout: '-',
  ListView: '.',
  MatchingRule: '.',
  ValidationRule: '.',
};

/** Elements that name a component of this type by a name without `__c`. */
const references: Readonly<Record<string, TypeName>> = {
  application: 'CustomApplication',
  defaultLandingTab: 'CustomTab',
  flexiPage: 'FlexiPage',
  layout: 'Layout',
  parentFlexiPage: 'FlexiPage',
  tab: 'CustomTab',
  tabs: 'CustomTab',
  utilityBar: 'FlexiPage',
  valueSetName: 'GlobalValueSet',
};

/** Elements that hold what people read. */
const prose: ReadonlySet<string> = new Set([
  'content',
  'description',
  'errorMessage',
  'helpText',
  'inlineHelpText',
  'label',
  'masterLabel',
  'pluralLabel',
  'relationshipLabel',
  'shortDescription',
]);

/** A name that people made up: it ends in `__c`, or `__r` on the way to a parent, and has no namespace yet. */
const customName = /\b[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*__(?:c|r|mdt|e)\b/g;

/**
 * The components of a managed package as they come to a subscriber: every name that the package brings stands behind
 * its namespace, and so does each mention of it. The source says the names without.
 * https://developer.salesforce.com/docs/atlas.en-us.pkg2_dev.meta/pkg2_dev/sfdx_dev2gp_namespaces.htm
 */
export function withNamespace(components: readonly Component[], namespace: string): readonly Component[] {
  const prefixed = (name: string): string => `${namespace}__${name}`;
  const own = new Set(components.flatMap(({ type, fullName }) => ownNames(type, fullName)));
  const brought = new Set(components.map(({ type, fullName }) => `${type} ${fullName.toLowerCase()}`));

  const mention = (text: string): string =>
    text.replace(customName, (name) => (own.has(name.toLowerCase().replace(/__r$/, '__c')) ? prefixed(name) : name));

  function newName(type: TypeName, fullName: string): string {
    const separator = separators[type];
    if (separator === undefined) return isStandard(type, fullName) ? fullName : prefixed(fullName);
    const place = fullName.indexOf(separator);
    const [object, name] = [fullName.slice(0, place), fullName.slice(place + 1)];
    return `${mention(object)}${separator}${isStandard(type, name) ? name : prefixed(name)}`;
  }

  function rewrite(component: Component, element: string, value: XmlValue): XmlValue {
    if (typeof value !== 'string') return rewriteAll(component, value);
    const named = references[element];
    if (named !== undefined && brought.has(`${named} ${value.toLowerCase()}`)) return newName(named, value);
    if (component.type === 'CustomField' && element === 'relationshipName') return prefixed(value);
    if (element === 'compactLayoutAssignment')
      return brought.has(`CompactLayout ${`${component.fullName}.${value}`.toLowerCase()}`) ? prefixed(value) : value;
    return prose.has(element) || element === '@type' ? value : mention(value);
  }

  const rewriteAll = (component: Component, content: Xml): Xml =>
    Object.fromEntries(
      Object.entries(content).map(([element, values]) => [
        element,
        values.map((value) => rewrite(component, element, value)),
      ]),
    );

  return components.map((component) => ({
    ...component,
    fullName: newName(component.type, component.fullName),
    content: rewriteAll(component, component.content),
  }));
}

/** Objects, and fields without their objects, in lower case. */
function ownNames(type: TypeName, fullName: string): readonly string[] {
  const name = fullName.slice(fullName.indexOf('.') + 1).toLowerCase();
  return (type === 'CustomObject' || type === 'CustomField') && customSuffix.test(name) ? [name] : [];
}

const customSuffix = /__(?:c|mdt|e)$/i;

/** Standard objects and fields come along in a package for what it adds to them. */
const isStandard = (type: TypeName, name: string): boolean =>
  (type === 'CustomObject' || type === 'CustomField') && !customSuffix.test(name);

/** `ns__Thing` in its two parts, for names that have no doubled underscore of their own. */
export function splitNamespace(fullName: string): { readonly namespace: string | null; readonly name: string } {
  const [, namespace, name] =
    /^([A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*)__(?!(?:c|mdt|e|r)$)(.+)$/i.exec(fullName) ?? [];
  return namespace === undefined ? { namespace: null, name: fullName } : { namespace, name: name! };
}
