import { customField } from './handlers/custom-field.ts';
import { customMetadata, withMetadataTypeFields, withMetadataTypes } from './handlers/custom-metadata.ts';
import { customObject } from './handlers/custom-object.ts';
import { duplicateRule } from './handlers/duplicate-rule.ts';
import { globalValueSet } from './handlers/global-value-set.ts';
import { customLabel, customLabels } from './handlers/labels.ts';
import { matchingRule, matchingRules } from './handlers/matching-rule.ts';
import { compactLayout, layout, listView } from './handlers/object-views.ts';
import { flexiPage, reportType } from './handlers/pages-and-reports.ts';
import { permissionSet } from './handlers/permission-set.ts';
import { profile } from './handlers/profile.ts';
import { remoteSiteSetting, settings } from './handlers/settings.ts';
import { staticResource } from './handlers/static-resource.ts';
import { customApplication, customTab } from './handlers/tabs-and-apps.ts';
import { validationRule } from './handlers/validation-rule.ts';
import type { MetadataHandler, TypeName } from './types.ts';

/** Every type the org keeps, each after those that it may name: the order in which a deployment goes. */
export const handlers: readonly MetadataHandler[] = [
  settings,
  customLabels,
  customLabel,
  staticResource,
  remoteSiteSetting,
  globalValueSet,
  withMetadataTypes(customObject),
  withMetadataTypeFields(customField),
  customMetadata,
  listView,
  compactLayout,
  layout,
  reportType,
  flexiPage,
  customTab,
  customApplication,
  validationRule,
  matchingRules,
  matchingRule,
  duplicateRule,
  permissionSet,
  profile,
];

const byName: ReadonlyMap<string, MetadataHandler> = new Map(handlers.map((handler) => [handler.type, handler]));

/** `undefined` for a type that the org does not keep. */
export const handlerOf = (type: string): MetadataHandler | undefined => byName.get(type);

export const handlerFor = (type: TypeName): MetadataHandler => byName.get(type)!;

export const childrenOf = (type: TypeName): readonly MetadataHandler[] =>
  handlers.filter(({ parent }) => parent?.type === type);

/** Place in that order; what the org does not keep comes first. */
export const orderOf = (type: string): number => handlers.findIndex((handler) => handler.type === type);
