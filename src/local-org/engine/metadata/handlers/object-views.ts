import { elements } from '../elements.ts';
import { MetadataProblem } from '../types.ts';
import { nodesOf, textOf, textsOf } from '../xml.ts';
import { keptAsSent, needField, parentObject } from './kept-as-sent.ts';

/**
 * Columns are field names for custom fields, and names of their own (`NAME`, `LAST_UPDATE`) for standard ones.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_listview.htm
 */
export const listView = keptAsSent({
  type: 'ListView',
  elements: elements.ListView,
  directory: 'objects',
  suffix: 'object',
  parent: { type: 'CustomObject', element: 'listViews' },
  idPrefix: '00B',
  required: ['label', 'filterScope'],
  check(putting, fullName, content) {
    const object = parentObject(putting, fullName, '.');
    const filtered = nodesOf(content, 'filters').map((filter) => textOf(filter, 'field') ?? '');
    for (const column of [...textsOf(content, 'columns'), ...filtered]) {
      if (!/__c$/i.test(column) || putting.engine.schema.field(object, column) !== undefined) continue;
      throw new MetadataProblem('INVALID_CROSS_REFERENCE_KEY', `Could not resolve list view column: ${column}`);
    }
  },
});

/** https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_compactlayout.htm */
export const compactLayout = keptAsSent({
  type: 'CompactLayout',
  elements: elements.CompactLayout,
  directory: 'objects',
  suffix: 'object',
  parent: { type: 'CustomObject', element: 'compactLayouts' },
  idPrefix: '0AH',
  required: ['label', 'fields'],
  check(putting, fullName, content) {
    const object = parentObject(putting, fullName, '.');
    const fields = textsOf(content, 'fields');
    for (const field of fields) needField(putting, 'fields', object, field);
    if (fields.length > 10)
      throw new MetadataProblem('FIELD_INTEGRITY_EXCEPTION', 'A compact layout can have at most 10 fields');
  },
});

/** https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_layouts.htm */
export const layout = keptAsSent({
  type: 'Layout',
  elements: elements.Layout,
  directory: 'layouts',
  suffix: 'layout',
  idPrefix: '00h',
  required: [],
  check(putting, fullName, content) {
    const object = parentObject(putting, fullName, '-');
    const shown = nodesOf(content, 'layoutSections')
      .flatMap((section) => nodesOf(section, 'layoutColumns'))
      .flatMap((column) => nodesOf(column, 'layoutItems'))
      .flatMap((item) => textsOf(item, 'field'));
    for (const field of shown) needField(putting, 'field', object, field);
    const names = new Set(shown.map((field) => field.toLowerCase()));
    for (const field of putting.engine.schema.object(object)!.fields.values()) {
      if (!field.required || !(field.custom || field.nameField) || names.has(field.name.toLowerCase())) continue;
      throw new MetadataProblem(
        'FIELD_INTEGRITY_EXCEPTION',
        `Layout must contain an item for required layout field: ${field.name}`,
      );
    }
  },
});
