import type { Condition, Query } from '@jetstreamapp/soql-parser-js';
import type { Store } from '../../records/store/store.ts';
import type { FieldDef, ObjectDef } from '../../types.ts';
import { compile } from '../plan/compile.ts';
import { conditionTree, type Tree } from '../plan/condition-tree.ts';
import type { Plan } from '../plan/plan.ts';
import type { QueryContext } from '../plan/scope.ts';
import type { Layout, Place } from '../text/layout.ts';
import type { Parsed } from '../text/parse-soql.ts';

interface Feedback {
  readonly cardinality: number;
  readonly fields: readonly string[];
  readonly leadingOperationType: 'Index' | 'Sharing' | 'TableScan';
  readonly notes: readonly Readonly<Record<string, unknown>>[];
  readonly relativeCost: number;
  readonly sobjectCardinality: number;
  readonly sobjectType: string;
}

/** Of so many rows an index may still give this share, and this one of those beyond the first million; never more than so many. */
interface Selective {
  readonly share: number;
  readonly beyond: number;
  readonly most: number;
}

const million = 1_000_000;

/** https://help.salesforce.com/s/articleView?id=000385213 */
const thresholds = {
  standard: { share: 0.3, beyond: 0.15, most: million },
  custom: { share: 0.1, beyond: 0.05, most: 333_333 },
} as const satisfies Record<string, Selective>;

function thresholdOf(rows: number, { share, beyond, most }: Selective): number {
  return Math.min(most, share * Math.min(rows, million) + beyond * Math.max(0, rows - million));
}

/** Above 1 the query is not selective. What a scan of the whole table costs is not documented; believed. */
const costOf = (found: number, rows: number, selective: Selective): number =>
  rows === 0 ? 0 : found / thresholdOf(rows, selective);

/** Fields that the database has an index for. */
function indexedFields(store: Store, object: ObjectDef): ReadonlySet<string> {
  const names = store
    .prepare('SELECT i.name FROM pragma_index_list(?) l, pragma_index_info(l.name) i WHERE i.seqno = 0')
    .rows(object.name)
    .map(([name]) => String(name));
  return new Set(names);
}

/** Operators for which no index is of use. */
const notByIndex = new Set(['!=', '<>', 'NOT IN', 'EXCLUDES', 'INCLUDES']);

const startsWild = ({ condition, operator }: Filter) =>
  operator === 'LIKE' && 'value' in condition && /^'[%_]/.test(String(condition.value));

interface Filter {
  readonly condition: Condition;
  readonly place: Place;
  readonly field: FieldDef;
  readonly operator: string;
}

/** The comparisons of which all must hold. */
function filtersOf(object: ObjectDef, { soql, query, layout }: Parsed): readonly Filter[] {
  if (!query.where) return [];
  const tree = conditionTree(soql, query.where, layout.where);
  const parts: readonly Tree[] = tree.kind === 'AND' ? tree.parts : [tree];
  return parts.flatMap((part): Filter[] => {
    if (part.kind !== 'one' || !('field' in part.condition)) return [];
    const field = object.fields.get(part.condition.field.toLowerCase());
    const { condition, place } = part;
    return field ? [{ condition, place, field, operator: part.condition.operator }] : [];
  });
}

const countAll = { type: 'FieldFunctionExpression', functionName: 'COUNT', parameters: [] } as const;

function count(store: Store, context: QueryContext, query: Query, layout: Layout): number {
  const { groupBy: _g, having: _h, orderBy: _o, limit: _l, offset: _f, fields: _s, ...rest } = query;
  const plan = compile(
    context,
    { ...rest, fields: [{ ...countAll, parameters: [] }] },
    { ...layout, grouping: 'plain' },
  );
  return plan.kind === 'count' ? Number(store.prepare(plan.sql).row(...plan.values)?.[0] ?? 0) : 0;
}

/** How many rows one comparison alone finds. */
function countOf(store: Store, context: QueryContext, { query, layout }: Parsed, filter: Filter): number {
  const alone = { ...filter.place, joined: undefined, before: [], closes: 0 };
  const filters = filter.place.semiJoin
    ? [layout.filters[layout.where.filter((each) => each.semiJoin).indexOf(filter.place)]!]
    : [];
  const asked: Query = { ...query, where: { left: filter.condition } };
  return count(store, context, asked, { ...layout, where: [alone], filters });
}

const unindexed = (object: ObjectDef, fields: readonly string[]) => ({
  description: 'Not considering filter for optimization because unindexed',
  fields,
  tableEnumOrId: object.name,
});

/**
 * How the database would go about a query, cheapest way first, from its own indexes and rows.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_query_performance_feedback.htm
 */
export function explainPlan(store: Store, context: QueryContext, parsed: Parsed, plan: Plan): Record<string, unknown> {
  const { object } = plan;
  const rows = Number(store.prepare(`SELECT COUNT(*) FROM "${object.name}"`).row()?.[0] ?? 0);
  const indexed = indexedFields(store, object);
  const filters = filtersOf(object, parsed);
  const byIndex = (filter: Filter) =>
    indexed.has(filter.field.name) && !notByIndex.has(filter.operator) && !startsWild(filter);
  const others = filters.filter((filter) => !byIndex(filter)).map(({ field }) => field.name);
  const hidden = object.fields.has('isdeleted') && !context.all ? ['IsDeleted'] : [];
  const notes = [...new Set([...others, ...hidden])].map((name) => unindexed(object, [name]));
  const about = { notes, sobjectCardinality: rows, sobjectType: object.name };

  const found: Feedback[] = filters.filter(byIndex).map((filter) => {
    const cardinality = countOf(store, context, parsed, filter);
    const selective = filter.field.custom ? thresholds.custom : thresholds.standard;
    const relativeCost = costOf(cardinality, rows, selective);
    return { ...about, cardinality, fields: [filter.field.name], leadingOperationType: 'Index', relativeCost };
  });
  if (context.rights.rows(object, 'see') !== undefined) {
    const { where: _, ...open } = parsed.query;
    const cardinality = count(store, context, open, { ...parsed.layout, where: [], filters: [] });
    const relativeCost = costOf(cardinality, rows, thresholds.standard);
    found.push({ ...about, cardinality, fields: [], leadingOperationType: 'Sharing', relativeCost });
  }
  const cardinality = count(store, context, parsed.query, parsed.layout);
  const relativeCost = costOf(rows, rows, thresholds.standard);
  found.push({ ...about, cardinality, fields: [], leadingOperationType: 'TableScan', relativeCost });
  return { plans: found.toSorted((a, b) => a.relativeCost - b.relativeCost), sourceQuery: parsed.soql };
}
