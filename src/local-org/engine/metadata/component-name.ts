import { memberNamed } from '../packages/members.ts';
import { splitNamespace } from '../packages/namespace.ts';
import { type Asking, MetadataProblem, type TypeName } from './types.ts';

/** What the platform calls the name of each type that has one of this form. */
const named: Readonly<Partial<Record<TypeName, string>>> = {
  CompactLayout: 'Compact Layout',
  CustomApplication: 'Custom App',
  ListView: 'List View',
  PermissionSet: 'Permission Set',
};

/** Refuses a name that is no API name. https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_metadata.htm */
export function checkName(asking: Asking, type: TypeName, fullName: string): void {
  const label = named[type];
  const whole = fullName.slice(fullName.indexOf('.') + 1);
  // What a package brought stands behind its namespace; nobody else makes such names.
  const name = isPackaged(asking, type, fullName) ? splitNamespace(whole).name : whole;
  if (label === undefined || (/^[A-Za-z](?:_?[A-Za-z0-9])*$/.test(name) && name.length <= 80)) return;
  throw new MetadataProblem(
    'INVALID_FIELD',
    `The ${label} API Name can only contain underscores and alphanumeric characters. It must be unique, begin with a letter, not include spaces, not end with an underscore, and not contain two consecutive underscores.`,
  );
}

const isPackaged = ({ engine, installing }: Asking, type: TypeName, fullName: string): boolean =>
  (installing?.namespace ?? null) !== null || memberNamed(engine, type, fullName) !== undefined;
