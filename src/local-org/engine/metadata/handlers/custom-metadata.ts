import { dropRecordsOf } from '../component-records.ts';
import { elements } from '../elements.ts';
import { type MetadataHandler, MetadataProblem } from '../types.ts';
import { nodesOf, textOf } from '../xml.ts';
import { keptAsSent, notFound } from './kept-as-sent.ts';

/** Custom metadata types are objects whose names end so; their records are metadata, and no rows of this org. */
export const isMetadataType = (fullName: string): boolean => /^\w+__mdt(?:\.|$)/i.test(fullName);

/** https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_custommetadata.htm */
export const customMetadata: MetadataHandler = keptAsSent({
  type: 'CustomMetadata',
  directory: 'customMetadata',
  suffix: 'md',
  idPrefix: 'm00',
  required: ['label'],
  check(putting, fullName, content) {
    const [type, record] = fullName.split('.');
    if (record === undefined) throw new MetadataProblem('INVALID_FULL_NAME', `Invalid fullName: ${fullName}`);
    const object = `${type}__mdt`;
    if (!putting.has('CustomObject', object)) throw notFound('fullName', 'CustomObject', object);
    for (const value of nodesOf(content, 'values')) {
      const field = textOf(value, 'field') ?? '';
      if (!putting.has('CustomField', `${object}.${field}`))
        throw notFound('field', 'CustomField', `${object}.${field}`);
    }
  },
});

const metadataType = keptAsSent({
  type: 'CustomObject',
  elements: elements.CustomObject,
  directory: 'objects',
  suffix: 'object',
  idPrefix: '01I',
  required: ['label', 'pluralLabel'],
});

const metadataTypeField = keptAsSent({
  type: 'CustomField',
  elements: elements.CustomField,
  directory: 'objects',
  suffix: 'object',
  idPrefix: '00N',
  required: ['label', 'type'],
  check(putting, fullName) {
    const object = fullName.slice(0, fullName.indexOf('.'));
    if (!putting.has('CustomObject', object)) throw notFound('fullName', 'CustomObject', object);
  },
});

/** The handler of objects, which keeps custom metadata types as they are sent. */
export const withMetadataTypes = (objects: MetadataHandler): MetadataHandler =>
  either(objects, {
    ...metadataType,
    drop(asking, fullName) {
      metadataType.drop(asking, fullName);
      dropRecordsOf(asking, 'CustomField', `${fullName}.`);
      dropRecordsOf(asking, 'CustomMetadata', `${fullName.slice(0, -'__mdt'.length)}.`);
    },
  });

/** The handler of fields, alike. */
export const withMetadataTypeFields = (fields: MetadataHandler): MetadataHandler => either(fields, metadataTypeField);

function either(usual: MetadataHandler, ofTypes: MetadataHandler): MetadataHandler {
  const one = (fullName: string): MetadataHandler => (isMetadataType(fullName) ? ofTypes : usual);
  return {
    ...usual,
    names: (asking) => [...usual.names(asking), ...ofTypes.names(asking).filter(isMetadataType)],
    find: (asking, fullName) => one(fullName).find(asking, fullName),
    read: (asking, fullName) => one(fullName).read(asking, fullName),
    put: (putting, fullName, content) => one(fullName).put(putting, fullName, content),
    drop: (asking, fullName) => one(fullName).drop(asking, fullName),
  };
}
