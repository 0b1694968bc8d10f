import { handlerFor } from '../../../../engine/metadata/registry.ts';
import type { TypeName } from '../../../../engine/metadata/types.ts';
import { entityParticles, particleColumns } from '../entity-particles.ts';
import { packageTables } from '../packages/package-tables.ts';
import { sandboxTables } from '../sandboxes.ts';
import { sourceMemberTable } from '../source-members.ts';
import { tableOf, toolingRow } from '../tooling-metadata.ts';
import type { ComponentRow, ComponentTable } from './component-table.ts';

const common = [
  'Id',
  'DeveloperName',
  'NamespacePrefix',
  'ManageableState',
  'CreatedDate',
  'CreatedById',
  'LastModifiedDate',
  'LastModifiedById',
  'FullName',
  'Metadata',
];

type Own = (fullName: string, metadata: ComponentRow) => ComponentRow;

/** What each has beside the common columns. */
const kinds: readonly {
  readonly type: TypeName;
  readonly isOne?: RegExp;
  readonly entity?: string;
  readonly own: Own;
}[] = [
  { type: 'CustomField', isOne: /__c$/, entity: 'TableEnumOrId', own: () => ({}) },
  { type: 'CustomObject', isOne: /__(?:c|mdt)$/, own: (_, { description }) => ({ Description: description ?? null }) },
  {
    type: 'ValidationRule',
    entity: 'EntityDefinitionId',
    own: (fullName, { active, description, errorDisplayField, errorMessage }) => ({
      ValidationName: fullName.slice(fullName.indexOf('.') + 1),
      Active: active === true,
      Description: description ?? null,
      ErrorDisplayField: errorDisplayField ?? null,
      ErrorMessage: errorMessage ?? null,
    }),
  },
  {
    type: 'Layout',
    entity: 'TableEnumOrId',
    own: (fullName) => ({ Name: fullName.slice(fullName.indexOf('-') + 1), LayoutType: 'Standard' }),
  },
  {
    type: 'CompactLayout',
    entity: 'SobjectType',
    own: (_, { label }) => ({ MasterLabel: label ?? null }),
  },
  { type: 'CustomTab', own: (_, { label }) => ({ MasterLabel: label ?? null }) },
  { type: 'CustomApplication', own: (_, { label }) => ({ MasterLabel: label ?? null }) },
  { type: 'GlobalValueSet', own: (_, { masterLabel }) => ({ MasterLabel: masterLabel ?? null }) },
];

/** What tools ask for and an org without code or flows has none of. */
const empty = ['ApexClass', 'ApexComponent', 'ApexPage', 'ApexTrigger', 'Flow', 'FlowDefinition'];

/** https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_customfield.htm */
const tables: readonly ComponentTable[] = [
  sourceMemberTable,
  ...sandboxTables,
  ...packageTables,
  ...kinds.map(({ type, isOne, entity, own }): ComponentTable => {
    const ofEntity = entity === undefined ? [] : [...new Set([entity, 'EntityDefinitionId'])];
    return {
      name: type,
      columns: [...common, ...Object.keys(own('', {})), ...ofEntity],
      ofEntity: entity !== undefined,
      rows: (entry) =>
        handlerFor(type)
          .names(entry)
          .filter((name) => isOne?.test(name) !== false)
          .map((name) => {
            const row = toolingRow(entry, type, name, entry.apiVersion);
            const parent = name.slice(0, Math.max(0, name.search(type === 'Layout' ? /-/ : /\./)));
            const entities = Object.fromEntries(
              ofEntity.map((column) => [column, column === 'TableEnumOrId' ? tableOf(entry, parent) : parent]),
            );
            return { ...row, ...own(name, (row['Metadata'] ?? {}) as ComponentRow), ...entities };
          }),
    };
  }),
  {
    name: 'EntityParticle',
    columns: particleColumns,
    ofEntity: true,
    reified: ['EntityDefinitionId', 'DurableId'],
    rows: entityParticles,
  },
  ...empty.map((name): ComponentTable => ({ name, columns: undefined, ofEntity: false, rows: () => [] })),
];

/** `undefined` for an object whose rows the data API has. */
export function componentTable(name: string): ComponentTable | undefined {
  return tables.find((table) => table.name.toLowerCase() === name.toLowerCase());
}
