import { elements } from '../elements.ts';
import { MetadataProblem } from '../types.ts';
import { flagOf, textOf, textsOf } from '../xml.ts';
import { keptAsSent, notFound } from './kept-as-sent.ts';

/** Tabs that every org has. */
export const isStandardTab = (name: string): boolean => name.startsWith('standard-');

/** https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_tab.htm */
export const customTab = keptAsSent({
  type: 'CustomTab',
  elements: elements.CustomTab,
  directory: 'tabs',
  suffix: 'tab',
  idPrefix: '01r',
  required: ['motif'],
  check(putting, fullName, content) {
    const page = textOf(content, 'flexiPage');
    if (flagOf(content, 'customObject') === true) {
      if (putting.engine.schema.object(fullName)?.custom !== true)
        throw notFound('customObject', 'CustomObject', fullName);
    } else if (page !== undefined) {
      if (!putting.has('FlexiPage', page)) throw notFound('flexiPage', 'FlexiPage', page);
    } else if (textOf(content, 'url') === undefined) {
      throw new MetadataProblem(
        'FIELD_INTEGRITY_EXCEPTION',
        'Only tabs of custom objects, web tabs and tabs of Lightning pages are available for deploy for this organization',
      );
    } else if (textOf(content, 'label') === undefined) {
      throw new MetadataProblem('REQUIRED_FIELD_MISSING', 'Required field is missing: label');
    }
  },
});

/** https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_customapplication.htm */
export const customApplication = keptAsSent({
  type: 'CustomApplication',
  elements: elements.CustomApplication,
  directory: 'applications',
  suffix: 'app',
  idPrefix: '02u',
  required: ['label'],
  check(putting, _fullName, content) {
    for (const tab of textsOf(content, 'tabs')) {
      if (!isStandardTab(tab) && !putting.has('CustomTab', tab)) throw notFound('tabs', 'CustomTab', tab);
    }
    const bar = textOf(content, 'utilityBar');
    if (bar !== undefined && !putting.has('FlexiPage', bar)) throw notFound('utilityBar', 'FlexiPage', bar);
    const logo = textOf(content, 'logo');
    if (logo !== undefined) throw notFound('logo', 'Document', logo);
  },
});
