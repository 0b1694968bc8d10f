import type { Component } from '../metadata/types.ts';
import { nodesOf, textOf, type Xml } from '../metadata/xml.ts';

/**
 * A permission set as a package can bring it: without user permissions, and with rights on custom objects, fields, tabs
 * and apps alone. The rest is left out without a word.
 * https://developer.salesforce.com/docs/atlas.en-us.pkg2_dev.meta/pkg2_dev/dev2gp_package_id_permission_sets.htm
 */
export function packagedPermissions(components: readonly Component[]): readonly Component[] {
  const details = detailsOfStandard(components);
  const kept: Readonly<Record<string, (entry: Xml) => boolean>> = {
    applicationVisibilities: (entry) => !/^standard__/i.test(textOf(entry, 'application') ?? ''),
    fieldPermissions: (entry) => isCustom(textOf(entry, 'field')?.split('.')[1]),
    objectPermissions: (entry) => isCustom(textOf(entry, 'object')) && !details.has(lower(textOf(entry, 'object'))),
    tabSettings: (entry) => !/^standard-/i.test(textOf(entry, 'tab') ?? ''),
    userPermissions: () => false,
  };
  return components.map((component) => {
    if (component.type !== 'PermissionSet') return component;
    const content = Object.entries(component.content).map(([element, values]) => {
      const keep = kept[element];
      return [element, keep === undefined ? values : nodesOf(component.content, element).filter(keep)] as const;
    });
    return { ...component, content: Object.fromEntries(content.filter(([, values]) => values.length > 0)) };
  });
}

const isCustom = (name: string | undefined): boolean => /__(?:c|e|mdt|x)$/i.test(name ?? '');
const lower = (name: string | undefined): string => (name ?? '').toLowerCase();

/** Objects of the package whose master is a standard one: no packaged set gives rights on them. */
function detailsOfStandard(components: readonly Component[]): ReadonlySet<string> {
  const details = components.filter(
    ({ type, content }) =>
      type === 'CustomField' && textOf(content, 'type') === 'MasterDetail' && !isCustom(textOf(content, 'referenceTo')),
  );
  return new Set(details.map(({ fullName }) => lower(fullName.split('.')[0])));
}
