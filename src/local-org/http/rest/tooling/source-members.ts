import { ApiError } from '../../../engine/api-error.ts';
import { fieldMap, fieldOf, platformField, reference } from '../../../engine/schema/field-of.ts';
import {
  putSourceMember,
  type SourceMember,
  sourceMembers,
  tracksSource,
} from '../../../engine/tracking/source-members.ts';
import type { FieldDef, FieldType, ObjectDef } from '../../../engine/types.ts';
import type { Entry } from '../../door.ts';
import { type ComponentRow, type ComponentTable, toolingTable } from './components/component-table.ts';

const open = { permissionable: false } as const;
const column = (name: string, label: string, type: FieldType, rest: Partial<FieldDef> = {}) =>
  fieldOf(name, label, type, { ...(type === 'string' ? { length: 255 } : {}), ...open, ...rest });

/** https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_sourcemember.htm */
const sourceMember: ObjectDef = {
  name: 'SourceMember',
  label: 'Source Member',
  labelPlural: 'Source Members',
  keyPrefix: '0MZ',
  custom: false,
  permissionable: false,
  fields: fieldMap('Source Member', [
    platformField('CreatedDate', 'Created Date', 'datetime'),
    reference('CreatedById', 'Created By ID', 'CreatedBy', ['User'], { creatable: false, updatable: false, ...open }),
    platformField('LastModifiedDate', 'Last Modified Date', 'datetime'),
    reference('LastModifiedById', 'Last Modified By ID', 'LastModifiedBy', ['User'], {
      creatable: false,
      updatable: false,
      ...open,
    }),
    platformField('SystemModstamp', 'System Modstamp', 'datetime'),
    column('MemberIdOrName', 'Member ID or Name', 'string'),
    column('MemberName', 'Member Name', 'string', { required: true, nameField: true }),
    column('MemberType', 'Member Type', 'string', { required: true, idLookup: true }),
    column('IsNameObsolete', 'Is Name Obsolete', 'boolean'),
    column('IsNewMember', 'Is New Member', 'boolean'),
    column('RevisionNum', 'Revision Number', 'int', { precision: 9 }),
    column('RevisionCounter', 'Revision Counter', 'int', { precision: 9 }),
    column('ChangedBy', 'Changed By', 'string'),
  ]),
};

/** What changed in an org that tracks its source; in another one there is no such object. */
export const sourceMemberTable: ComponentTable = toolingTable(sourceMember, {
  isIn: ({ engine }) => tracksSource(engine.documents),
  rows: (entry) => sourceMembers(entry.engine.documents).map((member) => rowOf(entry, member)),
  update({ entry, row }, id) {
    const { documents } = entry.engine;
    const member = sourceMembers(documents).find((one) => one.id.slice(0, 15) === id.slice(0, 15));
    if (member === undefined) return false;
    putSourceMember(documents, Object.entries(row).reduce(changed, member));
    return true;
  },
});

const wireTime = (time: string): string => time.replace('Z', '+0000');

/** Users are named by the 15 characters of their Ids, as clients look for them. */
const rowOf = ({ apiVersion }: Entry, member: SourceMember): ComponentRow => ({
  attributes: { type: 'SourceMember', url: `/services/data/v${apiVersion}/tooling/sobjects/SourceMember/${member.id}` },
  Id: member.id,
  CreatedDate: wireTime(member.createdDate),
  CreatedById: member.createdBy,
  LastModifiedDate: wireTime(member.lastModifiedDate),
  LastModifiedById: member.changedBy,
  SystemModstamp: wireTime(member.lastModifiedDate),
  MemberIdOrName: member.memberIdOrName,
  MemberName: member.memberName,
  MemberType: member.memberType,
  IsNameObsolete: member.isNameObsolete,
  IsNewMember: member.isNewMember,
  RevisionNum: member.revisionNum,
  RevisionCounter: member.revisionCounter,
  ChangedBy: member.changedBy.slice(0, 15),
});

/** What a client may set: `sf` sets the counters of a new scratch org to 0. The name of a row is its own for good. */
function changed(member: SourceMember, [name, value]: readonly [string, unknown]): SourceMember {
  const field = sourceMember.fields.get(name.toLowerCase());
  if (field === undefined)
    throw new ApiError(400, 'INVALID_FIELD', `No such column '${name}' on sobject of type SourceMember`);
  if (field.name === 'RevisionCounter' && Number.isInteger(value)) return { ...member, revisionCounter: Number(value) };
  if (field.name === 'RevisionNum' && Number.isInteger(value)) return { ...member, revisionNum: Number(value) };
  if (field.name === 'IsNameObsolete' && typeof value === 'boolean') return { ...member, isNameObsolete: value };
  if (field.name === 'IsNewMember' && typeof value === 'boolean') return { ...member, isNewMember: value };
  throw new ApiError(
    400,
    'INVALID_FIELD_FOR_INSERT_UPDATE',
    `Unable to create/update fields: ${field.name}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`,
    [field.name],
  );
}
