import { type Asking, MetadataProblem, type TypeName } from '../metadata/types.ts';
import type { Xml } from '../metadata/xml.ts';
import { memberNamed } from './members.ts';

/**
 * What a subscriber may change of a component of a managed package, by elements; of all other types of this table
 * nothing, of types that it does not have, everything.
 * https://developer.salesforce.com/docs/atlas.en-us.pkg2_dev.meta/pkg2_dev/mdc_editable_property_definitions.htm
 */
const editable: Readonly<Partial<Record<TypeName, ReadonlySet<string>>>> = {
  CompactLayout: new Set(),
  CustomApplication: new Set(),
  CustomField: new Set(['inlineHelpText', 'maskChar', 'maskType', 'trackFeedHistory', 'trackHistory']),
  CustomObject: new Set([
    'actionOverrides',
    'compactLayoutAssignment',
    'enableActivities',
    'enableFeeds',
    'enableHistory',
    'enableReports',
    'externalSharingModel',
    'searchLayouts',
    'sharingModel',
  ]),
  CustomTab: new Set(),
  GlobalValueSet: new Set(['customValue', 'sorted']),
  PermissionSet: new Set(),
  StaticResource: new Set(),
  ValidationRule: new Set(['active']),
};

/** What the platform calls the entities of these types. */
const entities: Readonly<Partial<Record<TypeName, string>>> = {
  CustomField: 'CustomFieldDefinition',
  CustomObject: 'CustomEntityDefinition',
  CustomTab: 'CustomTabDefinition',
};

const isManaged = ({ engine, installing }: Asking, type: TypeName, fullName: string): boolean =>
  installing === undefined && memberNamed(engine, type, fullName)?.container === 'Managed';

/** Refuses a change that only the package's maker may make. The words are Observed: answers quoted in public issues. */
export function checkManaged(
  asking: Asking,
  type: TypeName,
  fullName: string,
  before: Xml | undefined,
  after: Xml | undefined,
): void {
  const open = editable[type];
  if (open === undefined || !isManaged(asking, type, fullName)) return;
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  const changed = [...names].find(
    (name) => !open.has(name) && JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]),
  );
  if (changed !== undefined) throw refused('modify', type, fullName, `, field=${changed}`);
}

/** A managed component goes with its package alone. The words are believed, after those for changes. */
export function checkDeletable(asking: Asking, type: TypeName, fullName: string): void {
  if (editable[type] !== undefined && isManaged(asking, type, fullName)) throw refused('delete', type, fullName, '');
}

const refused = (deed: string, type: TypeName, fullName: string, field: string): MetadataProblem =>
  new MetadataProblem(
    'CANNOT_MODIFY_MANAGED_OBJECT',
    `Cannot ${deed} managed object: entity=${entities[type] ?? type}, component=${fullName}${field}, state=installed`,
  );
