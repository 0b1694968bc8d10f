import type { FieldDescription, ObjectDescription } from '../../src/salesforce/describe.ts';

type Given = Partial<FieldDescription> & { readonly name: string };

/** A field as describe gives it, text unless said otherwise. */
function field({ name, ...facts }: Given): FieldDescription {
  return {
    name,
    label: name,
    type: 'string',
    length: 255,
    precision: 0,
    scale: 0,
    createable: true,
    updateable: true,
    unique: false,
    externalId: false,
    custom: name.endsWith('__c'),
    calculated: false,
    aggregatable: true,
    permissionable: true,
    nillable: true,
    filterable: true,
    referenceTo: [],
    picklistValues: [],
    ...facts,
  };
}

/** An object as its describe call is parsed, with these fields and no others. */
export function described(name: string, fields: readonly Given[]): ObjectDescription {
  return {
    name,
    label: name,
    custom: false,
    createable: true,
    updateable: true,
    deletable: true,
    queryable: true,
    fields: new Map(fields.map((given) => [given.name.toLowerCase(), field(given)])),
  };
}
