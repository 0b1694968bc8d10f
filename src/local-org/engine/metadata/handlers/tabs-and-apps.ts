import { MetadataProblem } from '../types.ts';
import { flagOf, textOf, textsOf } from '../xml.ts';
import { keptAsSent, notFound } from './kept-as-sent.ts';

/** Tabs that every org has. */
export const isStandardTab = (name: string): boolean => name.startsWith('standard-');

/** https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_tab.htm */
export const customTab = keptAsSent({
  type: 'CustomTab',
  directory: 'tabs',
  suffix: 'tab',
  idPrefix: '01r',
  required: ['motif'],
  check({ engine }, fullName, content) {
    if (flagOf(content, 'customObject') === true) {
      if (engine.schema.object(fullName)?.custom !== true) throw notFound('customObject', 'CustomObject', fullName);
    } else if (textOf(content, 'url') === undefined) {
      throw new MetadataProblem(
        'FIELD_INTEGRITY_EXCEPTION',
        'Only tabs of custom objects and web tabs are available for deploy for this organization',
      );
    } else if (textOf(content, 'label') === undefined) {
      throw new MetadataProblem('REQUIRED_FIELD_MISSING', 'Required field is missing: label');
    }
  },
});

/** https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_customapplication.htm */
export const customApplication = keptAsSent({
  type: 'CustomApplication',
  directory: 'applications',
  suffix: 'app',
  idPrefix: '02u',
  required: ['label'],
  check(putting, _fullName, content) {
    for (const tab of textsOf(content, 'tabs')) {
      if (!isStandardTab(tab) && !putting.has('CustomTab', tab)) throw notFound('tabs', 'CustomTab', tab);
    }
    for (const [element, type] of [
      ['utilityBar', 'FlexiPage'],
      ['logo', 'Document'],
    ] as const) {
      const name = textOf(content, element);
      if (name !== undefined) throw notFound(element, type, name);
    }
  },
});
