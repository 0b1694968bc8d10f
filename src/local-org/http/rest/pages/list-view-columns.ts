import type { FieldDef, ObjectDef } from '../../../engine/types.ts';

type Column = Readonly<Record<string, unknown>>;

/** The columns of a list view as clients show them, and behind them what they need for their own work, unseen. */
export const listViewColumns = (object: ObjectDef, shown: readonly FieldDef[]): readonly Column[] => [
  ...shown.map((field, place) => column(field, place)),
  ...hidden(object, shown),
];

function hidden(object: ObjectDef, shown: readonly FieldDef[]): readonly Column[] {
  return ['Id', 'CreatedDate', 'LastModifiedDate', 'SystemModstamp']
    .filter((name) => !shown.some((field) => field.name === name))
    .flatMap((name) => object.fields.get(name.toLowerCase()) ?? [])
    .map((field) => ({ ...column(field, 0), hidden: true, sortable: false, sortIndex: null, sortDirection: null }));
}

function column(field: FieldDef, place: number): Column {
  return {
    ascendingLabel: field.type === 'datetime' ? 'Old to New' : 'A-Z',
    descendingLabel: field.type === 'datetime' ? 'New to Old' : 'Z-A',
    fieldNameOrPath: field.name,
    hidden: false,
    label: field.label,
    searchable: field.type === 'string',
    selectListItem: field.name,
    sortDirection: place === 0 ? 'ascending' : null,
    sortIndex: place === 0 ? 0 : null,
    sortable: field.type !== 'address',
    type: field.type,
  };
}
