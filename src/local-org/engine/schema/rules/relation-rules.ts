import { filterOperations } from '../../formula/roll-up-sql.ts';
import type { FieldDef } from '../../types.ts';
import { type FieldCase, type FieldRule, others, pages } from './rule.ts';

const summable = new Set(['int', 'double', 'currency', 'percent']);
const comparable = new Set([...summable, 'date', 'datetime', 'time']);

const masters = (it: FieldCase) => others(it).filter((field) => field.masterDetail !== undefined);

/** Whether an object is a detail of another, or of one of its details. */
function below(it: FieldCase, name: string, master: string, seen = new Set<string>()): boolean {
  if (seen.has(name)) return false;
  seen.add(name);
  const parents = [...(it.schema.object(name)?.fields.values() ?? [])].filter((field) => field.masterDetail);
  return parents.some(({ referenceTo }) =>
    (referenceTo ?? []).some((parent) => parent === master || below(it, parent, master, seen)),
  );
}

function brokenRollUp(it: FieldCase): string | undefined {
  const { field, object, schema } = it;
  const { summary } = field;
  if (!summary) return undefined;
  const child = schema.object(summary.child);
  const key = child?.fields.get(summary.foreignKey.toLowerCase());
  if (!child || !key?.masterDetail || !key.referenceTo?.includes(object.name)) {
    return `In field: summaryForeignKey - no CustomField named ${summary.child}.${summary.foreignKey} found`;
  }
  for (const { field: name, operation } of summary.filters) {
    if (!child.fields.has(name.toLowerCase())) {
      return `In field: summaryFilterItems - no CustomField named ${child.name}.${name} found`;
    }
    if (!filterOperations.includes(operation))
      return `'${operation}' is not a valid value for the enum 'FilterOperation'`;
  }
  if (summary.operation === 'count') {
    return summary.field === undefined
      ? undefined
      : "Can not specify 'summarizedField' for summaryOperation of type count";
  }
  const drawn = summary.field === undefined ? undefined : child.fields.get(summary.field.toLowerCase());
  if (summary.field === undefined)
    return `Must specify 'summarizedField' for summaryOperation of type ${summary.operation}`;
  if (!drawn) return `In field: summarizedField - no CustomField named ${child.name}.${summary.field} found`;
  return rollsUp(drawn, summary.operation)
    ? undefined
    : `The field ${child.name}.${drawn.name} cannot be summarized by ${summary.operation}`;
}

const rollsUp = (field: FieldDef, operation: string) =>
  (operation === 'sum' ? summable : comparable).has(field.type) && field.summary === undefined;

/** Lookups, masters and details, and what a master makes of its details. */
export const relationRules: readonly FieldRule[] = [
  {
    page: pages.field,
    code: 'FIELD_INTEGRITY_EXCEPTION',
    broken: ({ field }) =>
      field.type === 'reference' && !field.referenceTo?.length
        ? `Must specify 'referenceTo' for a CustomField of type ${field.metadataType ?? 'Lookup'}`
        : undefined,
  },
  {
    page: pages.field,
    code: 'FIELD_INTEGRITY_EXCEPTION',
    broken: ({ field, schema }) => {
      const lost = (field.referenceTo ?? []).find((target) => {
        const object = schema.object(target);
        return object === undefined || object.historyOf !== undefined;
      });
      return lost === undefined ? undefined : `referenceTo value of '${lost}' does not resolve to a valid sObject type`;
    },
  },
  {
    page: pages.relationships,
    code: 'FIELD_INTEGRITY_EXCEPTION',
    broken: ({ field, before }) =>
      before?.referenceTo !== undefined && field.referenceTo?.join() !== before.referenceTo.join()
        ? "Cannot change 'referenceTo' of a relationship field"
        : undefined,
  },
  {
    page: pages.relationships,
    code: 'FIELD_INTEGRITY_EXCEPTION',
    broken: ({ field, object }) =>
      field.masterDetail && !object.custom
        ? `A CustomField of type MasterDetail is only possible on a custom object, not on ${object.name}`
        : undefined,
  },
  {
    page: pages.relationships,
    code: 'FIELD_INTEGRITY_EXCEPTION',
    broken: ({ field }) =>
      field.masterDetail && field.referenceTo?.includes('User')
        ? 'A CustomField of type MasterDetail cannot reference User'
        : undefined,
  },
  {
    page: pages.relationships,
    code: 'LIMIT_EXCEEDED',
    broken: (it) =>
      it.field.masterDetail && masters(it).length >= 2
        ? `Master-detail relationship limit reached: ${it.object.label} may have 2 master-detail relationships`
        : undefined,
  },
  {
    page: pages.relationships,
    code: 'FIELD_INTEGRITY_EXCEPTION',
    broken: (it) => {
      const { field, object } = it;
      if (!field.masterDetail) return undefined;
      const circle = (field.referenceTo ?? []).some(
        (master) => master === object.name || below(it, master, object.name),
      );
      return circle ? `${object.name} cannot be the detail of itself, or of its own detail` : undefined;
    },
  },
  {
    page: pages.relationships,
    code: 'FIELD_INTEGRITY_EXCEPTION',
    broken: ({ field, before, rows }) =>
      field.masterDetail && !before && rows.any()
        ? 'Cannot add a master-detail relationship to an object that has records: create a lookup, fill it in every record, and convert it'
        : undefined,
  },
  {
    page: pages.relationships,
    code: 'FIELD_INTEGRITY_EXCEPTION',
    broken: ({ field, before, rows }) =>
      field.masterDetail && before && !before.masterDetail && before.type === 'reference' && rows.blank(before)
        ? 'Cannot convert a lookup to a master-detail relationship: every record needs a value in it'
        : undefined,
  },
  {
    page: pages.relationships,
    code: 'FIELD_INTEGRITY_EXCEPTION',
    broken: ({ field, before, object, schema }) => {
      if (!before?.masterDetail || field.masterDetail) return undefined;
      const user = (before.referenceTo ?? [])
        .flatMap((master) => [...(schema.object(master)?.fields.values() ?? [])])
        .find(({ summary }) => summary?.child === object.name && summary.foreignKey === before.name);
      return (
        user &&
        `Cannot convert a master-detail relationship to a lookup: the roll-up summary field ${user.name} uses it`
      );
    },
  },
  { page: pages.rollUps, sure: 'Not documented; believed.', code: 'FIELD_INTEGRITY_EXCEPTION', broken: brokenRollUp },
];
