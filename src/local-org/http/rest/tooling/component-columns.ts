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

/** What is told of one column of components, or of the one parent that they have. */
function column(name: string, joined: readonly string[] = []): Column {
  const type = joined.length > 0 ? null : (types[name] ?? 'String');
  return {
    aggregate: false,
    apexType: type,
    booleanType: type === 'Boolean',
    columnName: name,
    custom: false,
    displayName: name,
    foreignKeyName: null,
    insertable: false,
    joinColumns: joined.map((inner) => column(inner)),
    numberType: false,
    textType: type === 'String' || type === 'Id',
    updatable: false,
  };
}

/** What `query?columns=true` tells of the columns of a query over components; the paths are those of its SELECT. */
export function componentColumns(entity: string, paths: readonly (readonly string[])[]): Column {
  const parents = new Map<string, string[]>();
  for (const [name = '', ...inner] of paths) parents.set(name, [...(parents.get(name) ?? []), ...inner]);
  return {
    columnMetadata: [...parents].map(([name, joined]) => column(name, joined)),
    entityName: entity,
    groupBy: false,
    idSelected: parents.has('Id'),
    keyPrefix: null,
  };
}
