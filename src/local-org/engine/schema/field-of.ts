import type { FieldDef, FieldType, ObjectDef } from '../types.ts';

/** A standard field: what is not said is as most standard fields have it. */
export function fieldOf(name: string, label: string, type: FieldType, rest: Partial<FieldDef> = {}): FieldDef {
  return {
    name,
    label,
    type,
    custom: false,
    required: false,
    unique: false,
    caseSensitive: false,
    externalId: false,
    idLookup: false,
    creatable: true,
    updatable: true,
    permissionable: true,
    nameField: false,
    trackHistory: false,
    ...rest,
  };
}

/** What the platform keeps up by itself: nobody writes it, nobody can hide it. */
const kept = { creatable: false, updatable: false, permissionable: false } as const;

export const platformField = (name: string, label: string, type: FieldType, rest: Partial<FieldDef> = {}) =>
  fieldOf(name, label, type, { ...kept, ...rest });

export const reference = (
  name: string,
  label: string,
  relationshipName: string,
  referenceTo: readonly string[],
  rest: Partial<FieldDef> = {},
) => fieldOf(name, label, 'reference', { length: 18, relationshipName, referenceTo, ...rest });

const idField = (object: string) =>
  platformField('Id', `${object} ID`, 'id', { length: 18, idLookup: true, unique: false });

/**
 * Fields of nearly every object.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/system_fields.htm
 */
export function auditFields(): FieldDef[] {
  return [
    platformField('CreatedDate', 'Created Date', 'datetime'),
    reference('CreatedById', 'Created By ID', 'CreatedBy', ['User'], kept),
    platformField('LastModifiedDate', 'Last Modified Date', 'datetime'),
    reference('LastModifiedById', 'Last Modified By ID', 'LastModifiedBy', ['User'], kept),
    platformField('SystemModstamp', 'System Modstamp', 'datetime'),
  ];
}

/** Rows of custom objects may belong to a queue. */
export const ownerField = (owners: readonly string[] = ['User']) =>
  reference('OwnerId', 'Owner ID', 'Owner', owners, { permissionable: false, required: false });

const corporateCurrency = 'USD';

/**
 * The currency of a row's amounts, in an org with several. Here accounts and contacts alone have it, and which currencies are
 * active is not to be changed.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/field_types.htm
 */
export const currencyField = (object: string) =>
  fieldOf('CurrencyIsoCode', `${object} Currency`, 'picklist', {
    length: 3,
    permissionable: false,
    needs: 'multipleCurrencies',
    picklist: { restricted: true, values: ['CAD', 'CHF', 'EUR', 'GBP', 'JPY', 'USD'] },
    defaultValue: corporateCurrency,
  });

export const deletedField = () => platformField('IsDeleted', 'Deleted', 'boolean');

/** Fields by their names in lower case, in their own order. */
export function fieldMap(object: string, fields: readonly FieldDef[]): Map<string, FieldDef> {
  return new Map([idField(object), ...fields].map((field) => [field.name.toLowerCase(), field]));
}

/** The parts of an address and the compound that shows them together; access goes by the compound. */
export function addressFields(prefix: string, label: string): FieldDef[] {
  const part = (name: string, type: FieldType, rest: Partial<FieldDef>) =>
    fieldOf(
      `${prefix}${name}`,
      `${label} ${name.replace('PostalCode', 'Zip/Postal Code').replace('State', 'State/Province')}`,
      type,
      {
        compound: `${prefix}Address`,
        ...rest,
      },
    );
  return [
    part('Street', 'textarea', { length: 255 }),
    part('City', 'string', { length: 40 }),
    part('State', 'string', { length: 80 }),
    part('PostalCode', 'string', { length: 20 }),
    part('Country', 'string', { length: 80 }),
    part('Latitude', 'double', { precision: 18, scale: 15 }),
    part('Longitude', 'double', { precision: 18, scale: 15 }),
    part('GeocodeAccuracy', 'picklist', { length: 40, picklist: { restricted: true, values: geocodeAccuracies } }),
    fieldOf(`${prefix}Address`, `${label} Address`, 'address', { creatable: false, updatable: false }),
  ];
}

const geocodeAccuracies = [
  'Address',
  'NearAddress',
  'Block',
  'Street',
  'ExtendedZip',
  'Zip',
  'Neighborhood',
  'City',
  'County',
  'State',
  'Unknown',
];

/** How well a record agrees with the reference data of Data.com. */
export const cleanStatuses = {
  length: 40,
  picklist: {
    restricted: true,
    values: ['Matched', 'Different', 'Acknowledged', 'NotFound', 'Inactive', 'Pending', 'SelectMatch', 'Skipped'],
  },
} as const;

export const options = (...values: string[]) => ({ length: 255, picklist: { restricted: false, values } });

/**
 * Rows of a custom object go by their Id where they are made without a name.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_custom_objects.htm
 */
export const isNamedById = (object: Pick<ObjectDef, 'custom' | 'name'>, field: FieldDef): boolean =>
  object.custom && !object.name.endsWith('__mdt') && field.nameField && field.autoNumber === undefined;
