import { invalidElement } from '../permissions/permission-entries.ts';
import type { Putting, TypeName } from '../types.ts';
import { nodesOf, textOf, type Xml } from '../xml.ts';
import { notFound } from './kept-as-sent.ts';
import { isStandardTab } from './tabs-and-apps.ts';

interface Setting {
  /** The element that names what access is given to. */
  readonly key: string;
  readonly type: string;
  /** The type of component it must be; a type that this org does not keep has none to name. */
  readonly kept?: TypeName;
  readonly elements: readonly string[];
}

/** Access that has no rows of its own here: to apps and tabs, and to what this org does not have. */
const settings: Readonly<Record<string, Setting>> = {
  applicationVisibilities: {
    key: 'application',
    type: 'CustomApplication',
    kept: 'CustomApplication',
    elements: ['application', 'default', 'visible'],
  },
  tabSettings: { key: 'tab', type: 'CustomTab', kept: 'CustomTab', elements: ['tab', 'visibility'] },
  tabVisibilities: { key: 'tab', type: 'CustomTab', kept: 'CustomTab', elements: ['tab', 'visibility'] },
  layoutAssignments: { key: 'layout', type: 'Layout', kept: 'Layout', elements: ['layout', 'recordType'] },
  classAccesses: { key: 'apexClass', type: 'ApexClass', elements: ['apexClass', 'enabled'] },
  pageAccesses: { key: 'apexPage', type: 'ApexPage', elements: ['apexPage', 'enabled'] },
  flowAccesses: { key: 'flow', type: 'Flow', elements: ['enabled', 'flow'] },
  customPermissions: { key: 'name', type: 'CustomPermission', elements: ['enabled', 'name'] },
  recordTypeVisibilities: {
    key: 'recordType',
    type: 'RecordType',
    elements: ['default', 'personAccountDefault', 'recordType', 'visible'],
  },
};

/** Refuses settings for what the org does not have. */
export function checkSettings(putting: Putting, content: Xml): void {
  for (const [element, { key, type, kept, elements }] of Object.entries(settings)) {
    for (const node of nodesOf(content, element)) {
      const odd = Object.keys(node).find((said) => !elements.includes(said));
      if (odd !== undefined) throw invalidElement(odd, element);
      const name = textOf(node, key) ?? '';
      const there = kept !== undefined && (putting.has(kept, name) || isStandard(kept, name));
      if (!there) throw notFound(key, type, name);
    }
  }
}

/** The settings of a permission set or profile that are kept as they were sent. */
export function settingsOf(content: Xml): Xml {
  const kept = new Set([...Object.keys(settings), 'license']);
  return Object.fromEntries(Object.entries(content).filter(([element]) => kept.has(element)));
}

const isStandard = (type: TypeName, name: string): boolean =>
  (type === 'CustomTab' && isStandardTab(name)) || (type === 'CustomApplication' && name.startsWith('standard__'));
