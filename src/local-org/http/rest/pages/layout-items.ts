import { type Ask, isObject } from '../route.ts';

/** A piece of a description, as describe gives it. */
export type Described = Readonly<Record<string, unknown>>;

/** The fields of an object that this user sees, by their names in small letters. */
export function describedFields({ entry }: Ask, object: string): ReadonlyMap<string, Described> {
  const { fields } = entry.session.describe(object, entry.apiVersion);
  const list = Array.isArray(fields) ? fields.filter(isObject) : [];
  return new Map(list.map((field) => [String(field['name']).toLowerCase(), field]));
}

/**
 * A place on a layout that shows a field; an empty one without it.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_describelayout_describelayoutresult.htm
 */
export function layoutItem(field: Described | undefined, tabOrder: number, behaviour = 'Edit'): Described {
  if (field === undefined) {
    return {
      editableForNew: false,
      editableForUpdate: false,
      label: '',
      layoutComponents: [],
      placeholder: true,
      required: false,
    };
  }
  const open = behaviour !== 'Readonly';
  const component = { details: field, displayLines: 1, tabOrder, type: 'Field', value: field['name'] };
  return {
    editableForNew: open && field['createable'] === true,
    editableForUpdate: open && field['updateable'] === true,
    label: field['label'],
    layoutComponents: [component],
    placeholder: false,
    required: behaviour === 'Required' || (field['nillable'] === false && field['defaultedOnCreate'] === false),
  };
}

/** A part of a layout under one heading. */
export interface LayoutSection {
  readonly heading: string;
  /** Columns of fields, each with how it is shown: `Edit`, `Required`, `Readonly`. */
  readonly columns: readonly (readonly { readonly field: string; readonly behaviour: string }[])[];
}

/** A section as describe has it: row by row, of the fields that this user sees. */
export function describedSection(
  { heading, columns }: LayoutSection,
  fields: ReadonlyMap<string, Described>,
  layoutId: string | null,
): Described | undefined {
  const seen = columns.map((column) => column.filter(({ field }) => fields.has(field.toLowerCase())));
  const rows = Math.max(0, ...seen.map((column) => column.length));
  if (rows === 0) return undefined;
  const layoutRows = Array.from({ length: rows }, (_, row) => {
    const layoutItems = seen.map((column, place) => {
      const item = column[row];
      return layoutItem(fields.get(item?.field.toLowerCase() ?? ''), row * seen.length + place + 1, item?.behaviour);
    });
    return { layoutItems, numItems: layoutItems.length };
  });
  return {
    collapsed: false,
    columns: seen.length,
    heading,
    layoutRows,
    layoutSectionId: null,
    parentLayoutId: layoutId,
    rows,
    tabOrder: 'TopToBottom',
    useCollapsibleSection: false,
    useHeading: heading !== '',
  };
}
