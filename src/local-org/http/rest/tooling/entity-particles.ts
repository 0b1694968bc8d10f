import { isFilterable, isGroupable, isSortable } from '../../../engine/schema/describe-field.ts';
import { relationshipOf } from '../../../engine/schema/relationships.ts';
import type { FieldDef, ObjectDef } from '../../../engine/types.ts';
import type { Entry } from '../../door.ts';
import type { ComponentRow } from './components/component-table.ts';

/**
 * Each field of each object, the parts of compound ones too, as describe has them; but Tooling has no field-level security.
 * https://developer.salesforce.com/docs/platform/api-tooling/references/tooling-objects/tooling-entityparticle.html
 */
export function entityParticles({ engine, apiVersion }: Entry): readonly ComponentRow[] {
  return engine.schema
    .objects()
    .flatMap((object) => [...object.fields.values()].map((field) => particle(object, field, apiVersion)));
}

export const particleColumns: readonly string[] = [
  'DurableId',
  'QualifiedApiName',
  'EntityDefinitionId',
  'FieldDefinitionId',
  'NamespacePrefix',
  'DeveloperName',
  'MasterLabel',
  'Label',
  'DataType',
  'Length',
  'Precision',
  'Scale',
  'RelationshipName',
  'IsNillable',
  'IsCalculated',
  'IsComponent',
  'IsCompound',
  'IsNameField',
  'IsPermissionable',
  'IsApiFilterable',
  'IsApiSortable',
  'IsApiGroupable',
];

function particle(object: ObjectDef, field: FieldDef, apiVersion: string): ComponentRow {
  const durableId = `${object.name}.${field.name}`;
  return {
    attributes: {
      type: 'EntityParticle',
      url: `/services/data/v${apiVersion}/tooling/sobjects/EntityParticle/${durableId}`,
    },
    DurableId: durableId,
    QualifiedApiName: field.name,
    EntityDefinitionId: object.name,
    FieldDefinitionId: `${object.name}.${field.compound ?? field.name}`,
    NamespacePrefix: null,
    DeveloperName: field.name.replace(/__c$/, ''),
    MasterLabel: field.label,
    Label: field.label,
    DataType: field.type,
    Length: field.length ?? 0,
    Precision: field.precision ?? 0,
    Scale: field.scale ?? 0,
    RelationshipName: field.type === 'reference' ? relationshipOf(field) : null,
    IsNillable: !field.required,
    IsCalculated: field.formula !== undefined || field.summary !== undefined,
    IsComponent: field.compound !== undefined,
    IsCompound: field.type === 'address' || field.type === 'location' || field.joins !== undefined,
    IsNameField: field.nameField,
    IsPermissionable: field.permissionable,
    IsApiFilterable: isFilterable(field),
    IsApiSortable: isSortable(field),
    IsApiGroupable: isGroupable(field),
  };
}
