import { Mistake } from '../base/errors.ts';
import type { ChosenField, Level } from '../config/settings.ts';
import type { FieldDescription, ObjectDescription } from '../salesforce/describe.ts';
import { findField, type Parents } from './find-field.ts';
import { goneField } from './gone-field.ts';
import type { GoneField, Property, ResolvedFields } from './property.ts';
import { propertyName } from './property-name.ts';
import { travelOf } from './value-types.ts';

/**
 * What the chosen fields of a level are in this org, and which of them are gone. `taken` are names of properties that
 * something else fills. Throws a Mistake when two fields would fill one property.
 */
export function resolveFields(
  chosen: readonly ChosenField[],
  level: Level,
  seen: ObjectDescription,
  parents: Parents,
  taken: readonly string[] = [],
): ResolvedFields {
  const properties: Property[] = [];
  const gone: GoneField[] = [];
  for (const choice of chosen) {
    const found = findField(choice.field, seen, parents);
    if (found.status === 'found' && travelOf(found.field.type) !== undefined) {
      properties.push(...propertiesOf(choice, level, found));
    } else gone.push(goneField(choice.field, seen, found));
  }
  checkNames(properties, level, taken);
  return { properties, gone };
}

interface Found {
  readonly path: string;
  readonly field: FieldDescription;
  /** The object whose field it is. */
  readonly object: ObjectDescription;
}

function propertiesOf({ as, picklist }: ChosenField, level: Level, { path, field, object }: Found): Property[] {
  const labels = picklist === 'label' && field.picklistValues.length > 0;
  const own: Property = {
    level,
    field: path,
    name: as ?? propertyName(level, path),
    type: field.type,
    formula: path.includes('.') || changesUnstamped(field),
    ...(labels && { labels: new Map(field.picklistValues.map(({ value, label }) => [value, label])) }),
  };
  const currency = field.type === 'currency' ? object.fields.get('currencyisocode') : undefined;
  if (currency === undefined) return [own];
  // An org with several currencies has the field, and each record its currency in it.
  // https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/field_types.htm
  return [
    own,
    {
      level,
      field: path.replace(/\w+$/, currency.name),
      name: `${own.name} Currency`,
      type: currency.type,
      formula: own.formula,
    },
  ];
}

/** Salesforce sets these when somebody looks, or logs an activity, and is believed to leave SystemModstamp as it is. */
const UNSTAMPED: ReadonlySet<string> = new Set(['LastActivityDate', 'LastViewedDate', 'LastReferencedDate']);

function changesUnstamped({ calculated, name }: FieldDescription): boolean {
  return calculated || UNSTAMPED.has(name);
}

/** Case does not count: two properties that differ in nothing else would be taken for one by whoever looks. */
function checkNames(properties: readonly Property[], level: Level, taken: readonly string[]): void {
  const fields = new Map<string, string | undefined>(taken.map((name) => [name.toLowerCase(), undefined]));
  for (const { name, field } of properties) {
    const key = name.toLowerCase();
    const other = fields.get(key);
    if (fields.has(key)) {
      throw new Mistake({
        trouble: 'config',
        message: `pull.${level}: ${other === undefined ? `${field} would fill the property "${name}", which the pull fills itself.` : `${other} and ${field} would both fill the property "${name}".`}`,
        actions: [
          `Give one of them another name: - { field: ${field}, as: … }`,
          ...(other === undefined ? [] : [`Or leave one out: heap-sf fields drop ${field} --object ${level}`]),
        ],
        facts: { level, property: name, fields: [other, field].filter((each) => each !== undefined) },
      });
    }
    fields.set(key, field);
  }
}
