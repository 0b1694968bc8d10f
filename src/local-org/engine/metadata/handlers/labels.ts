import { elements } from '../elements.ts';
import type { MetadataHandler } from '../types.ts';
import { container } from './container.ts';
import { keptAsSent } from './kept-as-sent.ts';

/** https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_customlabels.htm */
export const customLabel: MetadataHandler = keptAsSent({
  type: 'CustomLabel',
  elements: elements.CustomLabel,
  directory: 'labels',
  suffix: 'labels',
  parent: { type: 'CustomLabels', element: 'labels', alone: true },
  idPrefix: '101',
  required: ['shortDescription', 'value', 'language', 'protected'],
});

/** All labels of an org lie in one file. */
export const customLabels: MetadataHandler = container(customLabel, () => 'CustomLabels');
