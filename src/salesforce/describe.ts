import { z } from 'zod';
import { Mistake, Refusal } from '../base/errors.ts';
import type { Org } from './org.ts';
import { ask } from './wire.ts';

/** A field as the connected user sees it. A field that the user may not see is not there. */
export interface FieldDescription {
  /** API name in its own case. */
  readonly name: string;
  readonly label: string;
  /** `string`, `double`, `datetime`, `reference`, … */
  readonly type: string;
  readonly length: number;
  readonly precision: number;
  readonly scale: number;
  readonly createable: boolean;
  readonly updateable: boolean;
  readonly unique: boolean;
  readonly externalId: boolean;
  readonly custom: boolean;
  /** A formula or a roll-up: worked out by the org. */
  readonly calculated: boolean;
  /** Whether COUNT(field) may be asked for. */
  readonly aggregatable: boolean;
  /** Whether field access is granted field by field; the others are seen with their object. */
  readonly permissionable: boolean;
  readonly nillable: boolean;
  readonly filterable: boolean;
  readonly inlineHelpText?: string;
  readonly referenceTo: readonly string[];
  readonly relationshipName?: string;
  /** The compound field that it is a part of: `MailingAddress` of MailingCity, `Name` of FirstName. */
  readonly compoundFieldName?: string;
  /** Values of a picklist with their labels in the user's language. */
  readonly picklistValues: readonly PicklistValue[];
}

export interface PicklistValue {
  readonly value: string;
  readonly label: string;
}

export interface ObjectDescription {
  readonly name: string;
  readonly label: string;
  readonly custom: boolean;
  readonly createable: boolean;
  readonly updateable: boolean;
  readonly deletable: boolean;
  readonly queryable: boolean;
  /** By API name in lower case. */
  readonly fields: ReadonlyMap<string, FieldDescription>;
}

const fieldShape = z.object({
  name: z.string(),
  label: z.string(),
  type: z.string(),
  length: z.number().default(0),
  precision: z.number().default(0),
  scale: z.number().default(0),
  createable: z.boolean(),
  updateable: z.boolean(),
  unique: z.boolean().default(false),
  externalId: z.boolean().default(false),
  custom: z.boolean(),
  calculated: z.boolean().default(false),
  aggregatable: z.boolean().default(true),
  permissionable: z.boolean().default(true),
  nillable: z.boolean().default(true),
  filterable: z.boolean().default(true),
  inlineHelpText: z.string().nullish(),
  referenceTo: z.array(z.string()).default([]),
  relationshipName: z.string().nullish(),
  compoundFieldName: z.string().nullish(),
  picklistValues: z.array(z.object({ value: z.string(), label: z.string().nullish() })).nullish(),
});
const objectShape = z.object({
  name: z.string(),
  label: z.string(),
  custom: z.boolean(),
  createable: z.boolean(),
  updateable: z.boolean(),
  deletable: z.boolean(),
  queryable: z.boolean(),
  fields: z.array(fieldShape),
});
const globalShape = z.object({ sobjects: z.array(z.object({ name: z.string() })) });

/**
 * An object as the connected user sees it; undefined when it does not exist or is hidden, which Salesforce does not tell apart.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_describe.htm
 */
export async function describeObject(org: Org, name: string): Promise<ObjectDescription | undefined> {
  try {
    const path = `/sobjects/${encodeURIComponent(name)}/describe`;
    return describedObject(await ask(org, `describe ${name}`, { method: 'GET', path }));
  } catch (error) {
    if (error instanceof Refusal && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}

/** What a describe answers, parsed from JSON and not yet looked at. */
export function describedObject(answer: unknown): ObjectDescription {
  const { fields, ...object } = objectShape.parse(answer);
  return { ...object, fields: new Map(fields.map((field) => [field.name.toLowerCase(), describedField(field)])) };
}

/** Names of all objects that the connected user sees. */
export async function listObjects(org: Org): Promise<readonly string[]> {
  const all = globalShape.parse(await ask(org, 'list its objects', { method: 'GET', path: '/sobjects' }));
  return all.sobjects.map(({ name }) => name);
}

/**
 * The API name an object of ours has in this org: bare, or behind the namespace of a managed install. Undefined when absent.
 * `known` are the org's objects, when they have been listed already.
 */
export async function resolveObject(
  org: Org,
  bareName: string,
  known?: readonly string[],
): Promise<string | undefined> {
  const bare = bareName.toLowerCase();
  const found = (known ?? (await listObjects(org))).filter((name) => withoutNamespace(name).toLowerCase() === bare);
  const exact = found.find((name) => name.toLowerCase() === bare);
  if (exact !== undefined || found.length < 2) return exact ?? found[0];
  throw new Mistake({
    trouble: 'clash',
    message: `The org has ${bareName} under several namespaces: ${found.join(', ')}.`,
    actions: ['Uninstall the packages that are not in use.'],
    facts: { found },
  });
}

/** A field of ours by its bare name; in a managed install the package's own fields carry the namespace of their object. */
export function resolveField(object: ObjectDescription, bareName: string): FieldDescription | undefined {
  const namespace = namespaceOf(object.name);
  return (
    object.fields.get(bareName.toLowerCase()) ??
    (namespace === undefined ? undefined : object.fields.get(`${namespace}__${bareName}`.toLowerCase()))
  );
}

/** `acme__Thing__c` → `acme`; undefined for an object that came without a managed package. */
export const namespaceOf = (objectName: string): string | undefined =>
  /^([a-zA-Z]\w*?)__\w+?__\w+$/.exec(objectName)?.[1];

/** `acme__Thing__c` → `Thing__c`. */
function withoutNamespace(name: string): string {
  const namespace = namespaceOf(name);
  return namespace === undefined ? name : name.slice(namespace.length + 2);
}

function describedField(shape: z.infer<typeof fieldShape>): FieldDescription {
  const { inlineHelpText, relationshipName, compoundFieldName, picklistValues, ...field } = shape;
  return {
    ...field,
    ...(inlineHelpText ? { inlineHelpText } : {}),
    ...(relationshipName ? { relationshipName } : {}),
    ...(compoundFieldName ? { compoundFieldName } : {}),
    picklistValues: (picklistValues ?? []).map(({ value, label }) => ({ value, label: label ?? value })),
  };
}
