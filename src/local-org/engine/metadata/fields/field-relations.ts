import type { FieldDef, ObjectDef, RollUp } from '../../types.ts';
import { flagOf, nodesOf, numberOf, textOf, textsOf, type Xml } from '../xml.ts';
import { need, refused } from './field-elements.ts';
import type { FieldSurroundings } from './field-xml.ts';

type Relation = Pick<
  FieldDef,
  'referenceTo' | 'relationshipName' | 'childRelationshipName' | 'deleteConstraint' | 'masterDetail'
>;

/** Where a lookup or a detail's field leads, and what becomes of it when that goes. */
export function relationOf(name: string, content: Xml, { object, objectNamed }: FieldSurroundings): Relation {
  const referenceTo = textsOf(content, 'referenceTo').map((parent) => {
    const found = objectNamed(parent);
    if (found === undefined) throw refused(`referenceTo value of '${parent}' does not resolve to a valid sObject type`);
    return found.name;
  });
  const named: Relation = {
    referenceTo,
    relationshipName: name.replace(/__c$/i, '__r'),
    childRelationshipName: `${textOf(content, 'relationshipName')}__r`,
  };
  if (textOf(content, 'type') === 'MasterDetail') {
    return { ...named, deleteConstraint: 'Cascade', masterDetail: masterDetailOf(name, content, object) };
  }
  const required = flagOf(content, 'required') ?? false;
  const said = textOf(content, 'deleteConstraint');
  const deleteConstraint =
    said === 'Cascade' || said === 'Restrict' || said === 'SetNull' ? said : required ? 'Restrict' : 'SetNull';
  if (required && deleteConstraint === 'SetNull') {
    throw refused('A required lookup field must have a delete constraint of Cascade or Restrict');
  }
  return { ...named, deleteConstraint };
}

/** The first master of an object is its primary one, unless the order is said. */
function masterDetailOf(name: string, content: Xml, object: ObjectDef): NonNullable<FieldDef['masterDetail']> {
  const others = [...object.fields.values()].filter(
    (field) => field.masterDetail && field.name.toLowerCase() !== name.toLowerCase(),
  );
  const order = numberOf(content, 'relationshipOrder') ?? others.length;
  if (order !== 0 && order !== 1) throw refused('relationshipOrder must be 0 or 1');
  return {
    order,
    reparentable: flagOf(content, 'reparentableMasterDetail') ?? false,
    writeRequiresMasterRead: flagOf(content, 'writeRequiresMasterRead') ?? false,
  };
}

const operations: Readonly<Record<string, RollUp['operation']>> = {
  count: 'count',
  sum: 'sum',
  min: 'min',
  max: 'max',
};

/** `Usage__c.Amount__c` as its two names. */
function partsOf(element: string, path: string, child: string | undefined): readonly [string, string] {
  const [object, field, ...more] = path.split('.');
  if (
    object === undefined ||
    field === undefined ||
    more.length > 0 ||
    (child && object.toLowerCase() !== child.toLowerCase())
  ) {
    throw refused(`In field: ${element} - no CustomField named ${path} found`);
  }
  return [object, field];
}

/** What a roll-up summary field draws together, and the type of field that this gives. */
export function rollUpOf(
  content: Xml,
  { object, objectNamed }: FieldSurroundings,
): Pick<FieldDef, 'summary' | 'type' | 'precision' | 'scale'> {
  const [childName, foreignKey] = partsOf(
    'summaryForeignKey',
    need(textOf(content, 'summaryForeignKey'), 'summaryForeignKey'),
    undefined,
  );
  const child = objectNamed(childName);
  const summed = textOf(content, 'summarizedField');
  const field = summed === undefined ? undefined : partsOf('summarizedField', summed, childName)[1];
  const operation = operations[need(textOf(content, 'summaryOperation'), 'summaryOperation')]!;
  const filters = nodesOf(content, 'summaryFilterItems').map((item) => {
    if (textOf(item, 'valueField') !== undefined) {
      throw refused('Roll-up summary filters on another field are not available for deploy for this organization');
    }
    return {
      field: partsOf('summaryFilterItems', need(textOf(item, 'field'), 'field'), childName)[1],
      operation: need(textOf(item, 'operation'), 'operation'),
      value: textOf(item, 'value') ?? '',
    };
  });
  const drawn = field === undefined ? undefined : child?.fields.get(field.toLowerCase());
  const count = operation === 'count' || drawn === undefined || drawn.type === 'int';
  const summary = {
    operation,
    child: child?.name ?? childName,
    foreignKey,
    filters,
    ...(field === undefined ? {} : { field }),
  };
  return {
    summary,
    type: count ? 'double' : drawn.type,
    ...(object.fields.size > 0 && (count || drawn.precision !== undefined)
      ? { precision: 18, scale: count ? 0 : (drawn.scale ?? 0) }
      : {}),
  };
}
