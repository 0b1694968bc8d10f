import type { FieldType } from '@jetstreamapp/soql-parser-js';
import { malformed, noSuchField } from '../../../../engine/soql/text/malformed.ts';
import type { Read } from './component-conditions.ts';
import { componentTable } from './component-rows.ts';
import type { ComponentRow, ComponentTable } from './component-table.ts';

interface Column {
  /** Its name, after that of its parent where it has one. */
  readonly path: readonly string[];
  readonly read: Read;
}

/** The column that stands in a SELECT. */
export function selected(soql: string, table: ComponentTable, field: FieldType): Column {
  if (field.type !== 'Field' && field.type !== 'FieldRelationship') throw malformed('Only fields can be selected here');
  return columnAt(soql, table, (field.type === 'Field' ? field.field : field.rawValue) ?? '');
}

/** The column that a query names, of the table itself or of a parent of its rows. */
export function columnAt(soql: string, table: ComponentTable, asked: string): Column {
  const named = (names: readonly string[], wanted = ''): string | undefined =>
    names.find((name) => name.toLowerCase() === wanted.toLowerCase());
  const [first = '', ...rest] = asked.split('.');
  if (table.columns === undefined) return { path: [asked], read: () => null };
  const parent = named(Object.keys(table.parents ?? {}), first);
  const parentTable = parent === undefined ? undefined : componentTable(table.parents?.[parent] ?? '');
  if (rest.length > 0 && parent !== undefined && parentTable !== undefined) {
    const inner = columnAt(soql, parentTable, rest.join('.'));
    const read: Read = (row) => {
      const above = row[parent];
      return isRow(above) ? inner.read(above) : null;
    };
    return { path: [parent, ...inner.path], read };
  }
  if (rest.length === 0) {
    const name = named(table.columns, first);
    if (name !== undefined) return { path: [name], read: (row) => row[name] };
  } else if (table.ofEntity && rest.length === 1 && first.toLowerCase() === 'entitydefinition') {
    const name = named(Object.keys(entityFields), rest[0]);
    if (name !== undefined) {
      const read: Read = (row) => entityFields[name]?.(String(row['EntityDefinitionId']));
      return { path: ['EntityDefinition', name], read };
    }
  }
  throw noSuchField(soql, asked, asked, table.name);
}

const entityFields: Readonly<Record<string, (name: string) => unknown>> = {
  QualifiedApiName: (name) => name,
  DurableId: (name) => name,
  DeveloperName: (name) => name.replace(/__c$/, ''),
};

export const isRow = (value: unknown): value is ComponentRow => typeof value === 'object' && value !== null;
