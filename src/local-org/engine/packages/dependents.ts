import { handlers } from '../metadata/registry.ts';
import type { Asking, TypeName } from '../metadata/types.ts';
import type { Xml } from '../metadata/xml.ts';
import { type Member, membersOf } from './members.ts';

/** What Setup calls components of a type. */
const labels: Readonly<Partial<Record<TypeName, string>>> = {
  CompactLayout: 'Compact Layout',
  CustomApplication: 'Custom App',
  CustomField: 'Custom Field',
  CustomLabel: 'Custom Label',
  CustomMetadata: 'Custom Metadata Record',
  CustomObject: 'Custom Object',
  CustomTab: 'Custom Tab',
  DuplicateRule: 'Duplicate Rule',
  FlexiPage: 'Lightning Page',
  GlobalValueSet: 'Global Value Set',
  Layout: 'Page Layout',
  ListView: 'List View',
  MatchingRule: 'Matching Rule',
  PermissionSet: 'Permission Set',
  ReportType: 'Custom Report Type',
  StaticResource: 'Static Resource',
  ValidationRule: 'Validation Rule',
};

export const shownComponent = (type: TypeName, fullName: string): string => `${labels[type] ?? type} ${fullName}`;

/** They lose their grants, and hold nothing up. */
const givesWay: ReadonlySet<TypeName> = new Set(['PermissionSet', 'Profile', 'Settings']);

/** Elements of which a layout or object simply loses the entry, and elements that are for people. */
const passedOver: ReadonlySet<string> = new Set([
  'description',
  'helpText',
  'inlineHelpText',
  'label',
  'masterLabel',
  'pluralLabel',
  'relatedLists',
]);

/**
 * What the subscriber made that cannot do without the package, in the words of the refusal. What stands on an object of
 * the package goes with it, and holds nothing up.
 * https://developer.salesforce.com/docs/atlas.en-us.pkg2_dev.meta/pkg2_dev/sfdx_dev_dev2gp_installed_pkgs_uninstall.htm
 * The words are Observed: SalesforceFoundation/NPSP#3643
 */
export function dependentTroubles(asking: Asking, packageId: string): readonly string[] {
  const members = membersOf(asking.engine, packageId);
  const packaged = new Set(members.map(({ type, fullName }) => keyOf(type, fullName)));
  const objects = new Set(
    members.filter(({ type }) => type === 'CustomObject').map(({ fullName }) => fullName.toLowerCase()),
  );
  const goes = (type: TypeName, fullName: string): boolean =>
    packaged.has(keyOf(type, fullName)) || objects.has(objectOf(fullName));
  const names = mentionedBy(members);
  const troubles = handlers
    .filter(({ type }) => !givesWay.has(type))
    .flatMap((handler) =>
      handler
        .names(asking)
        .filter((fullName) => !goes(handler.type, fullName))
        .flatMap((fullName) => {
          const content = handler.read(asking, fullName) ?? {};
          const found = mentions(content).flatMap((mention) => names(mention, objectOf(fullName)));
          return [...new Set(found)].map((member) => trouble(member, handler.type, fullName));
        }),
    );
  return [...new Set(troubles)].sort();
}

const keyOf = (type: TypeName, fullName: string): string => `${type} ${fullName.toLowerCase()}`;

/** `account` of `Account.All` and `Account-Sales Layout`. */
const objectOf = (fullName: string): string => fullName.split(/[.-]/)[0]!.toLowerCase();

const trouble = ({ type, fullName }: Member, by: TypeName, byName: string): string =>
  `${shownComponent(type, fullName)}: This installed component is referenced by a locally created component (${shownComponent(by, byName)}).`;

interface Mention {
  readonly element: string;
  readonly word: string;
}

/** The members that a word stands for, in a component of an object: a field goes by its short name there. */
function mentionedBy(members: readonly Member[]): (mention: Mention, object: string) => readonly Member[] {
  const byName = new Map<string, Member[]>();
  for (const member of members) {
    const name = member.fullName.toLowerCase();
    byName.set(name, [...(byName.get(name) ?? []), member]);
  }
  return ({ element, word }, object) => {
    const name = word.toLowerCase();
    const found = byName.get(name) ?? byName.get(`${object}.${name.replace(/__r$/, '__c')}`) ?? [];
    // The tab of an object has the object's name.
    return found.filter(({ type }) => (type === 'CustomTab') === tabElements.has(element));
  };
}

const tabElements: ReadonlySet<string> = new Set(['defaultLandingTab', 'tab', 'tabs']);

function mentions(content: Xml): readonly Mention[] {
  return Object.entries(content)
    .filter(([element]) => !passedOver.has(element))
    .flatMap(([element, values]) =>
      values.flatMap((value) => {
        if (typeof value !== 'string') return mentions(value);
        return [value, ...(value.match(/[A-Za-z]\w*(?:\.\w+)*/g) ?? [])].map((word) => ({ element, word }));
      }),
    );
}
