import { elements } from '../elements.ts';
import { keepFile, sizeMarked } from '../kept-files.ts';
import { type MetadataHandler, MetadataProblem } from '../types.ts';
import { textOf } from '../xml.ts';
import { keptAsSent } from './kept-as-sent.ts';

const largest = 5 * 2 ** 20;

const kept = keptAsSent({
  type: 'StaticResource',
  elements: elements.StaticResource,
  directory: 'staticresources',
  suffix: 'resource',
  idPrefix: '081',
  file: 'content',
  required: ['contentType'],
  check(putting, fullName, content) {
    if ((sizeMarked(putting, textOf(content, 'content') ?? '') ?? 0) > largest)
      throw new MetadataProblem('FIELD_INTEGRITY_EXCEPTION', `Static Resource ${fullName} cannot exceed 5 MB in size.`);
  },
});

/**
 * A file that pages use, of five megabytes at most.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_staticresource.htm
 */
export const staticResource: MetadataHandler = {
  ...kept,
  put(putting, fullName, content) {
    const sent = textOf(content, 'content') ?? '';
    const mark = sizeMarked(putting, sent) === undefined ? keepFile(putting, Buffer.from(sent, 'base64')) : sent;
    kept.put(putting, fullName, { ...content, content: [mark] });
  },
};
