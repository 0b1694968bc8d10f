import { ApiError } from '../../api-error.ts';
import type { Store, Stored } from '../../records/store/store.ts';
import { flatValue } from '../../records/values/wire-value.ts';
import type { FlatRows } from '../../types.ts';
import { compile } from '../plan/compile.ts';
import type { FlatColumn, RowPlan } from '../plan/plan.ts';
import type { QueryContext } from '../plan/scope.ts';
import { parseSoql } from '../text/parse-soql.ts';
import { idLength } from './cursors.ts';
import { idsOf, rowsAt } from './result-rows.ts';

const bulkRefusal = (message: string) => new ApiError(400, 'INVALIDJOB', message);

/**
 * The rows of a Bulk query as texts, one after the other. Of FIELDS() only what is known beforehand can be asked for.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_fields.htm
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/queries.htm
 */
export function runFlat(store: Store, context: QueryContext): FlatRows {
  const { query, layout, soql } = parseSoql(context.soql);
  if (query.groupBy) throw bulkRefusal('GROUP BY is not supported in Bulk Query');
  if (query.offset !== undefined) throw bulkRefusal('OFFSET is not supported in Bulk Query');
  if (query.fields?.some(({ type }) => type === 'FieldTypeof'))
    throw bulkRefusal('TYPEOF is not supported in Bulk Query');
  const kinds = (query.fields ?? []).flatMap((field) =>
    field.type === 'FieldFunctionExpression' && field.functionName.toUpperCase() === 'FIELDS'
      ? [String(field.parameters[0]).toUpperCase()]
      : [],
  );
  const open = kinds.find((kind) => kind !== 'STANDARD');
  if (open !== undefined) throw bulkRefusal(`FIELDS(${open}) is not supported in Bulk Query`);
  const plan = compile({ ...context, soql }, query, layout);
  if (plan.kind !== 'rows') throw bulkRefusal('Aggregate Relationships not supported in Bulk Query');
  if (plan.outputs.some(({ kind }) => kind === 'children'))
    throw bulkRefusal('Nested selects are not supported in Bulk Query');
  // FIELDS() passes over what is not given in bulk. Not documented, but for the example of an account; believed.
  const columns = kinds.length > 0 ? plan.flat.filter(({ place }) => place >= 0) : plan.flat;
  if (columns.some(({ place }) => place < 0)) throw bulkRefusal('Selecting compound data not supported in Bulk Query');
  return { columns: columns.map(({ name }) => name), rows: flatRows(store, plan, columns) };
}

/** Read in portions, so that a big result does not lie in memory as a whole. */
const portion = 2000;

const flatText = ({ type, show }: FlatColumn, stored: Stored): string =>
  show ? String(show(stored) ?? '') : flatValue(type, stored);

function* flatRows(store: Store, plan: RowPlan, columns: readonly FlatColumn[]): Generator<readonly string[]> {
  const ids = idsOf(store, plan);
  const count = ids.length / idLength;
  for (let from = 0; from < count; from += portion) {
    for (const row of rowsAt(store, plan, ids, from, Math.min(from + portion, count))) {
      yield columns.map((column) => flatText(column, row[column.place] ?? null));
    }
  }
}
