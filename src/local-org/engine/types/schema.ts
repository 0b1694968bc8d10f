import type { OrgPreference } from '../access/org-preferences.ts';
import type { FieldDef } from './fields.ts';

export interface ObjectDef {
  readonly name: string;
  readonly label: string;
  readonly labelPlural: string;
  readonly keyPrefix: string;
  readonly custom: boolean;
  readonly fields: ReadonlyMap<string, FieldDef>;
  readonly description?: string;
  /** Object access is asked for (false for setup objects such as PermissionSet, which have rules of their own). */
  readonly permissionable: boolean;
  /** Of the managed package that it came with; its name begins with it. */
  readonly namespace?: string;
  /** Access is that to all of these objects together, and none of its own. */
  readonly usedThrough?: readonly string[];
  /** The org has the object only while this is switched on. */
  readonly needs?: OrgPreference;
  readonly deploymentStatus?: string;
  readonly sharingModel?: string;
  readonly enableReports?: boolean;
  readonly enableSearch?: boolean;
  readonly enableHistory?: boolean;
  /** For a history object: the object whose changes it tells. Who reads that object's rows reads their history. */
  readonly historyOf?: string;
  /** The metadata the object was deployed with, for retrieve: child parts that the schema itself does not need. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** A deleted field or object, under the name that it has until it is purged. */
export interface DeletedPart {
  readonly object: string;
  /** `Sessions_del__c`; absent for an object that is deleted itself. */
  readonly field?: string;
  /** What it was called before. */
  readonly was: string;
  readonly deletedDate: Date;
}

/** The catalogue of objects and fields. Names are found in any case, and given in their own. */
export interface Schema {
  objects(): readonly ObjectDef[];
  object(name: string): ObjectDef | undefined;
  field(object: string, name: string): FieldDef | undefined;
  /** Adds or replaces an object's own settings; fields that exist stay. Throws ApiError on a broken rule. */
  putObject(def: Omit<ObjectDef, 'keyPrefix' | 'fields'> & { readonly nameField?: FieldDef }): ObjectDef;
  /** Deletes a custom object with its rows; `purge` keeps nothing of it in the list of deleted objects. */
  dropObject(name: string, options?: { readonly purge?: boolean }): void;
  /** Adds or changes a custom field; grants nothing to anybody. Throws ApiError on a broken rule. */
  putField(object: string, def: FieldDef): { readonly created: boolean; readonly changed: boolean };
  /** Deletes a custom field with what it holds. Its slot stays taken until it is purged: at once, or 15 days later. */
  dropField(object: string, field: string, options?: { readonly purge?: boolean }): void;
  /** Looks anew at which objects the org has by its preferences. */
  refresh(): void;
  /** Fields and objects that are deleted and not purged yet. */
  deleted(): readonly DeletedPart[];
  /** Rises with each change, for caches. */
  readonly version: number;
}
