import { isOn } from '../../../engine/access/org-preferences.ts';
import { actOnProcess, createSandbox, deleteSandbox, refreshSandbox } from '../../../engine/sandbox/request-sandbox.ts';
import { type SandboxInfo, type SandboxProcess, sandboxBook } from '../../../engine/sandbox/sandbox-book.ts';
import { hasSandboxes, sandboxLicences } from '../../../engine/sandbox/sandbox-licences.ts';
import { fieldMap, fieldOf, platformField, reference } from '../../../engine/schema/field-of.ts';
import type { FieldDef, FieldType, ObjectDef } from '../../../engine/types.ts';
import type { Entry } from '../../door.ts';
import { type ComponentRow, type ComponentTable, toolingTable } from './components/component-table.ts';

const setup = { custom: false, permissionable: false } as const;
const kept = { creatable: false, updatable: false, permissionable: false } as const;
const asked = (name: string, label: string, type: FieldType, rest: Partial<FieldDef> = {}) =>
  fieldOf(name, label, type, { permissionable: false, ...rest });
const told = (name: string, label: string, type: FieldType, rest: Partial<FieldDef> = {}) =>
  platformField(name, label, type, rest);

const stamps = [
  platformField('IsDeleted', 'Deleted', 'boolean'),
  platformField('CreatedDate', 'Created Date', 'datetime'),
  reference('CreatedById', 'Created By ID', 'CreatedBy', ['User'], kept),
  platformField('LastModifiedDate', 'Last Modified Date', 'datetime'),
  reference('LastModifiedById', 'Last Modified By ID', 'LastModifiedBy', ['User'], kept),
  platformField('SystemModstamp', 'System Modstamp', 'datetime'),
];

/** What both objects say of a copy; it is chosen in one and only shown in the other. */
const wish = (field: typeof asked): readonly FieldDef[] => [
  field('SandboxName', 'Sandbox Name', 'string', { length: 10, nameField: true }),
  field('LicenseType', 'License Type', 'picklist', {
    length: 255,
    picklist: { restricted: true, values: Object.keys(sandboxLicences) },
  }),
  field('TemplateId', 'Template ID', 'string', { length: 18 }),
  field('HistoryDays', 'History Days', 'int', { precision: 9 }),
  field('CopyChatter', 'Copy Chatter', 'boolean'),
  field('AutoActivate', 'Auto Activate', 'boolean'),
  field('ApexClassId', 'Apex Class ID', 'string', { length: 18 }),
  field('Description', 'Description', 'textarea', { length: 1000 }),
  field('SourceId', 'Source ID', 'string', { length: 18 }),
  field('ActivationUserGroupId', 'Activation User Group ID', 'string', { length: 18 }),
  field('Features', 'Features', 'textarea', { length: 4000 }),
];

const info: ObjectDef = {
  ...setup,
  name: 'SandboxInfo',
  label: 'Sandbox Info',
  labelPlural: 'Sandbox Info',
  keyPrefix: '0GQ',
  fields: fieldMap('Sandbox Info', [...stamps, ...wish(asked)]),
};

const process: ObjectDef = {
  ...setup,
  name: 'SandboxProcess',
  label: 'Sandbox Process',
  labelPlural: 'Sandbox Processes',
  keyPrefix: '0GR',
  fields: fieldMap('Sandbox Process', [
    ...stamps,
    ...wish(told),
    told('SandboxInfoId', 'Sandbox Info ID', 'string', { length: 18 }),
    told('Status', 'Status', 'string', { length: 40 }),
    told('CopyProgress', 'Copy Progress', 'int', { precision: 9 }),
    told('SandboxOrganization', 'Sandbox Organization', 'string', { length: 18 }),
    told('StartDate', 'Start Date', 'datetime'),
    told('EndDate', 'End Date', 'datetime'),
    told('ActivatedDate', 'Activated Date', 'datetime'),
    told('ActivatedById', 'Activated By ID', 'string', { length: 18 }),
    asked('RefreshAction', 'Refresh Action', 'picklist', {
      length: 40,
      creatable: false,
      picklist: { restricted: true, values: ['ACTIVATE', 'DISCARD'] },
    }),
  ]),
};

const sourceTrackingSettings: ObjectDef = {
  ...setup,
  name: 'SourceTrackingSettings',
  label: 'Source Tracking Settings',
  labelPlural: 'Source Tracking Settings',
  keyPrefix: '0Sp',
  fields: fieldMap('Source Tracking Settings', [
    told('DurableId', 'Durable ID', 'string', { length: 255 }),
    told('IsSourceTrackingSandboxesEnabled', 'Source Tracking in Sandboxes', 'boolean'),
  ]),
};

const isProduction = ({ engine }: Entry): boolean => engine.kind === 'production' && hasSandboxes(engine.edition);

/** Whoever may change everything may make sandboxes; the platform has a permission of its own for it, Manage Sandboxes. */
function manage<T>(entry: Entry, work: () => T): T {
  entry.session.need('ModifyAllData');
  const done = entry.engine.transaction(work);
  entry.org.wrote('SandboxInfo');
  return done;
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_sandboxinfo.htm */
export const sandboxTables: readonly ComponentTable[] = [
  toolingTable(info, {
    isIn: isProduction,
    rows: (entry) =>
      sandboxBook(entry.engine.documents)
        .infos()
        .map((one) => infoRow(entry, one)),
    create: ({ entry, row }) => manage(entry, () => createSandbox(entry, row)),
    update: ({ entry, row }, id) => manage(entry, () => refreshSandbox(entry, id, row)),
    remove: (entry, id) => manage(entry, () => deleteSandbox(entry, id)),
  }),
  toolingTable(process, {
    isIn: isProduction,
    rows: (entry) =>
      sandboxBook(entry.engine.documents)
        .processes()
        .map((one) => processRow(entry, one)),
    update: ({ entry, row }, id) => manage(entry, () => actOnProcess(entry, id, row)),
  }),
  toolingTable(sourceTrackingSettings, {
    rows: ({ engine, apiVersion }) => [
      {
        ...attributes(apiVersion, 'SourceTrackingSettings', '000000000000000AAA'),
        DurableId: 'SourceTrackingSettings',
        IsSourceTrackingSandboxesEnabled: isOn(engine.documents, 'sandboxTracking'),
      },
    ],
  }),
];

const wireTime = (time: string | null): string | null => time?.replace('Z', '+0000') ?? null;

const attributes = (apiVersion: string, type: string, id: string): ComponentRow => ({
  attributes: { type, url: `/services/data/v${apiVersion}/tooling/sobjects/${type}/${id}` },
  Id: id,
});

const infoRow = ({ apiVersion }: Entry, of: SandboxInfo): ComponentRow => ({
  ...attributes(apiVersion, 'SandboxInfo', of.id),
  ...wishRow(of),
  IsDeleted: false,
});

const processRow = ({ apiVersion }: Entry, of: SandboxProcess): ComponentRow => ({
  ...attributes(apiVersion, 'SandboxProcess', of.id),
  ...wishRow(of),
  IsDeleted: false,
  SandboxInfoId: of.infoId,
  Status: of.status,
  CopyProgress: of.copyProgress,
  SandboxOrganization: of.sandboxOrganization,
  StartDate: wireTime(of.startDate),
  EndDate: wireTime(of.endDate),
  ActivatedDate: wireTime(of.activatedDate),
  ActivatedById: of.activatedBy,
  RefreshAction: null,
});

const wishRow = (of: SandboxInfo | SandboxProcess): ComponentRow => ({
  CreatedDate: wireTime(of.createdDate),
  CreatedById: of.createdBy,
  LastModifiedDate: wireTime(of.lastModifiedDate),
  LastModifiedById: of.lastModifiedBy,
  SystemModstamp: wireTime(of.lastModifiedDate),
  SandboxName: of.sandboxName,
  LicenseType: of.licenseType,
  TemplateId: null,
  HistoryDays: of.historyDays,
  CopyChatter: of.copyChatter,
  AutoActivate: of.autoActivate,
  ApexClassId: null,
  Description: of.description,
  SourceId: of.sourceId,
  ActivationUserGroupId: of.activationUserGroupId,
  Features: of.features,
});
