import { customField } from './handlers/custom-field.ts';
import { customObject } from './handlers/custom-object.ts';
import { compactLayout, layout, listView } from './handlers/object-views.ts';
import { permissionSet } from './handlers/permission-set.ts';
import { profile } from './handlers/profile.ts';
import { customApplication, customTab } from './handlers/tabs-and-apps.ts';
import type { MetadataHandler, TypeName } from './types.ts';

/** Every type the org keeps, each after those that it may name: the order in which a deployment goes. */
export const handlers: readonly MetadataHandler[] = [
  customObject,
  customField,
  customTab,
  listView,
  compactLayout,
  layout,
  customApplication,
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
