import type { FieldType, ObjectDef } from '../../../../engine/types.ts';
import type { ComponentTable } from './component-table.ts';

type Column = Readonly<Record<string, unknown>>;

const types: Readonly<Record<string, string>> = {
  Id: 'Id',
  CreatedById: 'Id',
  LastModifiedById: 'Id',
  CreatedDate: 'Datetime',
  LastModifiedDate: 'Datetime',
  Active: 'Boolean',
  Metadata: 'ComplexValue',
};

const apexTypes: Readonly<Partial<Record<FieldType, string>>> = {
  boolean: 'Boolean',
  datetime: 'Datetime',
  id: 'Id',
  int: 'Integer',
  reference: 'Id',
};

/** What is told of one column, or of the one parent that rows have. */
function column(definition: ObjectDef | undefined, name: string, joined: readonly string[] = []): Column {
  const field = definition?.fields.get(name.toLowerCase());
  const ofField = field === undefined ? types[name] : apexTypes[field.type];
  const type = joined.length > 0 ? null : (ofField ?? 'String');
  return {
    aggregate: false,
    apexType: type,
    booleanType: type === 'Boolean',
    columnName: name,
    custom: false,
    displayName: name,
    foreignKeyName: null,
    insertable: false,
    joinColumns: joined.map((inner) => column(undefined, inner)),
    numberType: type === 'Integer',
    textType: type === 'String' || type === 'Id',
    updatable: false,
  };
}

/** What `query?columns=true` tells of the columns of a query over Tooling's own objects; the paths are those of its SELECT. */
export function componentColumns(
  { name: entity, definition }: ComponentTable,
  paths: readonly (readonly string[])[],
): Column {
  const parents = new Map<string, string[]>();
  for (const [name = '', ...inner] of paths) parents.set(name, [...(parents.get(name) ?? []), ...inner]);
  return {
    columnMetadata: [...parents].map(([name, joined]) => column(definition, name, joined)),
    entityName: entity,
    groupBy: false,
    idSelected: parents.has('Id'),
    keyPrefix: null,
  };
}
