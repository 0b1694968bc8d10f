import type { ColumnFact, Plan } from '../plan/plan.ts';

const numbers = new Set(['int', 'double', 'currency', 'percent']);
const apexTypes: Readonly<Record<string, string>> = {
  id: 'Id',
  reference: 'Id',
  boolean: 'Boolean',
  int: 'Integer',
  double: 'Double',
  currency: 'Double',
  percent: 'Double',
  date: 'Date',
  datetime: 'Datetime',
  address: 'Address',
};

const others = new Set(['boolean', 'date', 'datetime', 'address']);

function column(fact: ColumnFact, canWrite: boolean): Record<string, unknown> {
  const { field } = fact;
  return {
    aggregate: fact.aggregate || fact.children.length > 0,
    apexType: fact.children.length > 0 ? null : (apexTypes[fact.type] ?? 'String'),
    booleanType: fact.type === 'boolean',
    columnName: fact.name,
    custom: field?.custom ?? false,
    displayName: fact.display,
    foreignKeyName: field?.type === 'reference' ? field.name : null,
    insertable: canWrite && (field?.creatable ?? false),
    joinColumns: fact.children.map((child) => column(child, canWrite)),
    numberType: numbers.has(fact.type),
    textType: fact.children.length === 0 && !numbers.has(fact.type) && !others.has(fact.type),
    updatable: canWrite && (field?.updatable ?? false),
  };
}

/** The fields of a parent stand below it, as join columns. */
function nested(facts: readonly ColumnFact[], depth: number, canWrite: boolean): Record<string, unknown>[] {
  const columns: Record<string, unknown>[] = [];
  const parents = new Map<string, ColumnFact[]>();
  for (const fact of facts) {
    const parent = fact.parents[depth];
    if (!parent) {
      columns.push(column({ ...fact, name: fact.name.split('.').at(-1) ?? fact.name }, canWrite && depth === 0));
      continue;
    }
    const known = parents.get(parent.name);
    if (known) {
      known.push(fact);
      continue;
    }
    parents.set(parent.name, [fact]);
    columns.push({ parent: parent.name });
  }
  return columns.map((entry) => {
    const name = entry['parent'];
    if (typeof name !== 'string') return entry;
    return {
      aggregate: false,
      apexType: null,
      booleanType: false,
      columnName: name,
      custom: name.endsWith('__r'),
      displayName: name,
      foreignKeyName: null,
      insertable: false,
      joinColumns: nested(parents.get(name) ?? [], depth + 1, false),
      numberType: false,
      textType: false,
      updatable: false,
    };
  });
}

/** What `query?columns=true` tells of a query without running it. */
export function queryColumns(plan: Plan): Record<string, unknown> {
  const grouped = plan.kind === 'aggregate' && plan.grouped;
  return {
    columnMetadata: nested(plan.facts, 0, plan.kind === 'rows'),
    entityName: plan.object.name,
    groupBy: grouped,
    idSelected: plan.facts.some(({ name }) => name === 'Id'),
    keyPrefix: plan.object.keyPrefix,
  };
}
