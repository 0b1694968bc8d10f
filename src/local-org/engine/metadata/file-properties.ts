import { type ManageableState, manageableState, namespaceOfMember } from '../packages/members.ts';
import { recordOf } from './component-records.ts';
import { handlerFor } from './registry.ts';
import type { Asking, TypeName } from './types.ts';

/** Who made a component and where it lies. https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_retrieveresult.htm */
export interface FileProperties {
  readonly createdById: string;
  readonly createdByName: string;
  readonly createdDate: string;
  readonly fileName: string;
  readonly fullName: string;
  readonly id: string;
  readonly lastModifiedById: string;
  readonly lastModifiedByName: string;
  readonly lastModifiedDate: string;
  readonly manageableState: ManageableState;
  readonly namespacePrefix?: string;
  readonly type: string;
}

/** What came with the org has no author: the platform answers with the one who asks and the first day of its calendar. */
const ever = '1970-01-01T00:00:00.000Z';

/** `folder` is what the path begins with, `unpackaged/` in a zip and nothing in a list. */
export function filePropertiesOf(asking: Asking, type: TypeName, fullName: string, folder: string): FileProperties {
  const handler = handlerFor(type);
  const record = recordOf(asking, type, fullName);
  const user = asking.session.user;
  return {
    createdById: record?.createdBy.id ?? user.id,
    createdByName: record?.createdBy.name ?? user.name,
    createdDate: record?.createdDate ?? ever,
    fileName: `${folder}${fileOf(type, fullName)}`,
    fullName,
    id: handler.recordId?.(asking, fullName) ?? record?.id ?? '',
    lastModifiedById: record?.lastModifiedBy.id ?? user.id,
    lastModifiedByName: record?.lastModifiedBy.name ?? user.name,
    lastModifiedDate: record?.lastModifiedDate ?? ever,
    manageableState: manageableState(asking, type, fullName),
    ...namespaceOfMember(asking, type, fullName),
    type,
  };
}

/** The file that holds a component; a child lies in its parent's. */
export function fileOf(type: TypeName, fullName: string): string {
  const { directory, suffix, parent } = handlerFor(type);
  const name = parent === undefined ? fullName : parent.alone ? parent.type : fullName.slice(0, fullName.indexOf('.'));
  return `${directory}/${escapeName(name)}.${suffix}`;
}

/** Signs that file systems refuse, as the platform escapes them. */
const escapeName = (name: string): string =>
  name.replace(/[%/\\:*?"<>|]/g, (sign) => encodeURIComponent(sign).replace('*', '%2A'));
