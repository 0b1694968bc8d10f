import { textOf, textsOf, type Xml } from '../../../engine/metadata/xml.ts';
import type { FieldDef, ObjectDef } from '../../../engine/types.ts';
import { listViewConditions } from './list-view-filters.ts';

/** What a list view shows, of which rows. */
export interface ListViewQuery {
  readonly columns: readonly FieldDef[];
  readonly where: string | undefined;
  readonly soql: string;
}

/**
 * What list views call the standard fields that every object has.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_listview.htm
 */
const standardColumns: Readonly<Record<string, string>> = {
  NAME: 'Name',
  'ACCOUNT.NAME': 'Name',
  FULL_NAME: 'Name',
  'CONTACT.EMAIL': 'Email',
  'CONTACT.PHONE1': 'Phone',
  'CONTACT.TITLE': 'Title',
  'ACCOUNT.PHONE1': 'Phone',
  'ACCOUNT.INDUSTRY': 'Industry',
  'ACCOUNT.TYPE': 'Type',
  CREATED_DATE: 'CreatedDate',
  CREATEDBY_USER: 'CreatedById',
  LAST_UPDATE: 'LastModifiedDate',
  UPDATEDBY_USER: 'LastModifiedById',
  'OWNER.ALIAS': 'OwnerId',
  'CORE.USERS.ALIAS': 'OwnerId',
};

/** The query behind a list view; columns that name nothing here are left out. */
export function listViewQuery(object: ObjectDef, view: Xml, userId: string): ListViewQuery {
  const fieldOf = (column: string): FieldDef | undefined =>
    object.fields.get((standardColumns[column.toUpperCase()] ?? column).toLowerCase());
  const columns = textsOf(view, 'columns')
    .map(fieldOf)
    .filter((field) => field !== undefined);
  const mine = textOf(view, 'filterScope') === 'Mine' && object.fields.has('ownerid') ? [`OwnerId = '${userId}'`] : [];
  const conditions = [...listViewConditions(view, fieldOf), ...mine];
  const where = conditions.length === 0 ? undefined : conditions.join(' AND ');
  const names = [
    ...new Set(['Id', ...columns.map(({ name }) => name), 'CreatedDate', 'LastModifiedDate', 'SystemModstamp']),
  ];
  const order = columns.find(({ nameField }) => nameField)?.name ?? 'Id';
  const soql = `SELECT ${names.join(', ')} FROM ${object.name}${where === undefined ? '' : ` WHERE ${where}`} ORDER BY ${order} ASC NULLS FIRST, Id ASC NULLS FIRST`;
  return { columns, where, soql };
}
