import { elements } from '../elements.ts';
import { type MetadataHandler, MetadataProblem } from '../types.ts';
import { nodesOf, textOf, textsOf } from '../xml.ts';
import { keptAsSent, notFound } from './kept-as-sent.ts';

const pageTypes = ['AppPage', 'HomePage', 'RecordPage', 'UtilityBar'] as const;

/** https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_flexipage.htm */
export const flexiPage: MetadataHandler = keptAsSent({
  type: 'FlexiPage',
  elements: elements.FlexiPage,
  directory: 'flexipages',
  suffix: 'flexipage',
  idPrefix: '0M0',
  required: ['masterLabel', 'type'],
  check({ engine }, _fullName, content) {
    const type = textOf(content, 'type')!;
    if (!pageTypes.some((known) => known === type)) {
      throw new MetadataProblem(
        'INVALID_FIELD',
        `'${type}' is not a valid value for the enum 'FlexiPageType', or not available for deploy for this organization`,
      );
    }
    const object = textOf(content, 'sobjectType');
    if (type === 'RecordPage' && object === undefined)
      throw new MetadataProblem('REQUIRED_FIELD_MISSING', 'Required field is missing: sobjectType');
    if (object !== undefined && engine.schema.object(object) === undefined)
      throw notFound('sobjectType', 'CustomObject', object);
  },
});

/** https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_reporttype.htm */
export const reportType: MetadataHandler = keptAsSent({
  type: 'ReportType',
  elements: elements.ReportType,
  directory: 'reportTypes',
  suffix: 'reportType',
  idPrefix: '070',
  required: ['label', 'baseObject', 'category', 'deployed'],
  check({ engine }, _fullName, content) {
    const base = textOf(content, 'baseObject')!;
    if (engine.schema.object(base) === undefined) throw notFound('baseObject', 'CustomObject', base);
    const columns = nodesOf(content, 'sections').flatMap((section) => nodesOf(section, 'columns'));
    for (const column of columns) {
      const [field] = textsOf(column, 'field');
      const own = textOf(column, 'table') === base && field !== undefined && /^\w+__c$/i.test(field);
      if (own && engine.schema.field(base, field) === undefined)
        throw notFound('columns', 'CustomField', `${base}.${field}`);
    }
  },
});
