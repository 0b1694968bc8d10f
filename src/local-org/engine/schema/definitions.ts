import type { Rights } from '../access/rights.ts';
import { isComputed } from '../formula/computed-sql.ts';
import { idOf } from '../ids.ts';
import type { Store, Stored } from '../records/store/store.ts';
import { isStored } from '../records/store/tables.ts';
import type { FieldDef, ObjectDef, Schema } from '../types.ts';
import { isFilterable, isGroupable, isSortable } from './describe-field.ts';
import { relationshipOf } from './relationships.ts';
import { withoutNamespace, withoutSuffix } from './rules/rule.ts';

/** Keeps the rows of EntityDefinition and FieldDefinition as the schema is. */
export interface Definitions {
  refresh(): void;
  /** Names that this user may not know, as a JSON list of `Account` and `Account.Phone`. */
  hiddenFrom(rights: Rights): string;
}

const flag = (value: boolean): Stored => (value ? 1 : 0);
const developerName = ({ name, namespace }: { readonly name: string; readonly namespace?: string }) =>
  withoutSuffix(withoutNamespace(name, namespace));

/** How Setup words the type of a field. */
function dataType(field: FieldDef): string {
  const size = field.precision === undefined ? '' : `(${field.precision - (field.scale ?? 0)}, ${field.scale ?? 0})`;
  const words: Readonly<Record<FieldDef['type'], string>> = {
    id: 'Lookup()',
    string: field.autoNumber
      ? 'Auto Number'
      : `Text(${field.length ?? 255})${field.externalId ? ' (External ID)' : ''}${field.unique ? ` (Unique Case ${field.caseSensitive ? 'Sensitive' : 'Insensitive'})` : ''}`,
    textarea:
      (field.length ?? 255) > 255
        ? `${field.metadataType === 'Html' ? 'Rich' : 'Long'} Text Area(${field.length})`
        : `Text Area(${field.length ?? 255})`,
    boolean: 'Checkbox',
    int: `Number${size}`,
    double: `Number${size}`,
    currency: `Currency${size}`,
    percent: `Percent${size}`,
    date: 'Date',
    datetime: 'Date/Time',
    email: 'Email',
    phone: 'Phone',
    url: `URL(${field.length ?? 255})`,
    picklist: 'Picklist',
    multipicklist: 'Picklist (Multi-Select)',
    reference: `${field.masterDetail ? 'Master-Detail' : 'Lookup'}(${(field.referenceTo ?? []).join(',')})`,
    time: 'Time',
    location: 'Geolocation',
    address: 'Address',
    anyType: 'Unknown',
  };
  if (field.summary) return `Roll-Up Summary (${field.summary.operation.toUpperCase()} ${field.summary.child})`;
  if (field.formula !== undefined) return `Formula (${words[field.type].replace(/\(.*/, '')})`;
  return words[field.type];
}

function entityRow(object: ObjectDef, serial: number): Readonly<Record<string, Stored>> {
  return {
    Id: idOf('4ie', serial),
    DurableId: object.name,
    DeveloperName: developerName(object),
    MasterLabel: object.label,
    Label: object.label,
    PluralLabel: object.labelPlural,
    NamespacePrefix: object.namespace ?? null,
    QualifiedApiName: object.name,
    KeyPrefix: object.keyPrefix,
    InternalSharingModel: object.sharingModel ?? null,
    DeploymentStatus: object.deploymentStatus ?? null,
    IsCustomizable: flag(object.permissionable),
    IsCustomSetting: 0,
    IsQueryable: 1,
    IsRetrieveable: 1,
    IsTriggerable: flag(object.permissionable),
    IsSearchable: flag(object.permissionable),
    LastModifiedDate: null,
  };
}

function fieldRow(object: ObjectDef, field: FieldDef, serial: number): Readonly<Record<string, Stored>> {
  return {
    Id: idOf('4fe', serial),
    DurableId: `${object.name}.${field.name}`,
    QualifiedApiName: field.name,
    EntityDefinitionId: object.name,
    DeveloperName: developerName(field),
    NamespacePrefix: field.namespace ?? null,
    Label: field.label,
    MasterLabel: field.label,
    DataType: dataType(field),
    ValueTypeId: field.type,
    ExtraTypeInfo: null,
    Length: field.length ?? 0,
    Precision: field.precision ?? 0,
    Scale: field.scale ?? 0,
    RelationshipName: field.type === 'reference' ? relationshipOf(field) : null,
    Description: field.description ?? null,
    SecurityClassification: field.securityClassification ?? null,
    IsNillable: flag(!field.required),
    IsIndexed: flag(field.externalId || field.unique || field.idLookup || field.type === 'reference'),
    IsNameField: flag(field.nameField),
    IsCalculated: flag(isComputed(field)),
    IsCompound: flag((!isStored(field) && !isComputed(field)) || field.joins !== undefined),
    IsPolymorphicForeignKey: 0,
    IsFieldHistoryTracked: flag(field.trackHistory),
    IsApiFilterable: flag(isFilterable(field)),
    IsApiSortable: flag(isSortable(field)),
    IsApiGroupable: flag(isGroupable(field)),
  };
}

export function openDefinitions(store: Store, schema: Schema): Definitions {
  let shown: number | undefined;
  store.onRollback(() => {
    shown = undefined;
  });

  function insert(table: string, row: Readonly<Record<string, Stored>>): void {
    const names = Object.keys(row);
    store
      .prepare(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`)
      .run(...Object.values(row));
  }

  return {
    refresh() {
      if (shown === schema.version) return;
      store.transaction(() => {
        store.exec('DELETE FROM EntityDefinition; DELETE FROM FieldDefinition;');
        let fields = 0;
        for (const [place, object] of schema.objects().entries()) {
          insert('EntityDefinition', entityRow(object, place + 1));
          for (const field of object.fields.values()) insert('FieldDefinition', fieldRow(object, field, ++fields));
        }
      });
      shown = schema.version;
    },
    hiddenFrom(rights) {
      const hidden: string[] = [];
      for (const object of schema.objects()) {
        const seen = rights.object(object).read;
        if (!seen) hidden.push(object.name);
        for (const field of object.fields.values()) {
          if (!seen || !rights.canRead(object, field)) hidden.push(`${object.name}.${field.name}`);
        }
      }
      return JSON.stringify(hidden);
    },
  };
}
