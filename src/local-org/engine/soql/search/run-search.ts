import type { Store, Stored } from '../../records/store/store.ts';
import type { FieldDef, FieldType, ObjectDef } from '../../types.ts';
import type { Fragment } from '../plan/comparisons.ts';
import { compile, type Matching } from '../plan/compile.ts';
import { fieldSql } from '../plan/field-sql.ts';
import type { RowPlan } from '../plan/plan.ts';
import { type QueryContext, type Scope, visibleObject } from '../plan/scope.ts';
import { openReader, type WireRecord } from '../run/read-rows.ts';
import { malformedSearch } from '../text/malformed.ts';
import { parseSoql } from '../text/parse-soql.ts';
import type { Returned, Search, SearchScope } from './parse-search.ts';
import { placeInSearch } from './place-in-search.ts';
import { matches } from './search-match.ts';
import type { Terms } from './search-terms.ts';

/**
 * Types of fields that are searched; the name field is, too.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_sosl_in.htm
 */
const typesOf: Readonly<Record<SearchScope, ReadonlySet<FieldType>>> = {
  ALL: new Set(['string', 'textarea', 'email', 'phone', 'url']),
  NAME: new Set(),
  EMAIL: new Set(['email']),
  PHONE: new Set(['phone']),
  SIDEBAR: new Set(['email', 'phone']),
};
const withName: ReadonlySet<SearchScope> = new Set(['ALL', 'NAME', 'SIDEBAR']);

/**
 * So many rows a search gives; of one object fewer, unless it is asked for with a condition or an order.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_sosl_limits.htm
 */
const mostRows = 2000;
const mostOfOne = 250;

function mostOf({ rest }: Returned, objects: number): number {
  if (objects > 1) return Math.min(Math.floor(mostRows / objects), mostOfOne);
  return /^\s*(?:WHERE|ORDER)\s/i.test(rest) ? mostRows : mostOfOne;
}

const searchFunction = 'search_matches';

/** Lets statements look for words in the fields of a row. */
export function defineSearch(store: Store): void {
  let [known, terms]: [Stored, Terms | undefined] = [null, undefined];
  store.define(searchFunction, (asked = null, ...texts) => {
    // One search at a time: its terms are read once, and not for each row.
    if (asked !== known) [known, terms] = [asked, JSON.parse(String(asked)) as Terms];
    return terms &&
      matches(
        terms,
        texts.filter((text) => typeof text === 'string'),
      )
      ? 1
      : 0;
  });
}

function searched(context: QueryContext, object: ObjectDef, scope: SearchScope): readonly FieldDef[] {
  const types = typesOf[scope];
  return [...object.fields.values()].filter(
    (field) =>
      (types.has(field.type) || (field.nameField && withName.has(scope))) && context.rights.canRead(object, field),
  );
}

const isSearchable = (object: ObjectDef): boolean =>
  object.custom ? object.enableSearch !== false : object.permissionable || object.name === 'User';

/** The query that a RETURNING stands for; its rows must be the object's own. */
function planOf(context: QueryContext, search: string, returned: Returned, matching: Matching): RowPlan {
  try {
    const { query, layout } = parseSoql(context.soql);
    if ((query.offset ?? 0) > mostRows) {
      throw malformedSearch(search, returned.at?.rest ?? 0, `SOSL offset should be between 0 to ${mostRows}`);
    }
    const plan = compile(context, query, layout, matching);
    if (plan.kind === 'rows') return plan;
  } catch (error) {
    throw placeInSearch(error, search, returned, context.soql);
  }
  throw malformedSearch(search, returned.at?.fields ?? 0, `unexpected token: '${returned.fields}'`);
}

/** The rows of one object that hold what is looked for. */
function found(
  store: Store,
  context: QueryContext,
  search: Search,
  returned: Returned,
  { apiVersion, objects }: { readonly apiVersion: string; readonly objects: number },
): WireRecord[] {
  const object = visibleObject(context, returned.object);
  const fields = searched(context, object, search.scope);
  if (fields.length === 0) return [];
  const soql = `SELECT ${returned.fields} FROM ${returned.object}${returned.rest}`;
  const matching = ({ root }: Scope): Fragment => {
    const texts = fields.map((field) => fieldSql(context, object, field, root.alias));
    return { sql: `${searchFunction}(?, ${texts.join(', ')}) = 1`, values: [JSON.stringify(search.terms)] };
  };
  const plan = planOf({ ...context, soql }, search.text, returned, matching);
  const window = ` LIMIT ${Math.min(plan.limit ?? mostRows, mostOf(returned, objects))}${plan.offset === undefined ? '' : ` OFFSET ${plan.offset}`}`;
  const sql = `SELECT ${plan.select} FROM ${plan.from} WHERE ${plan.where}${plan.order}${window}`;
  const reader = openReader(store, plan, apiVersion);
  return store
    .prepare(sql)
    .rows(...plan.values)
    .map((row) => reader.record(row));
}

/** So many rows of each list that all together keep to the limit, and no list gets more than its share while another has rows left. */
function shares(counts: readonly number[], limit: number): readonly number[] {
  const given = counts.map(() => 0);
  let left = Math.min(
    limit,
    counts.reduce((sum, count) => sum + count, 0),
  );
  while (left > 0) {
    for (const [at, count] of counts.entries()) {
      if (left === 0 || given[at]! >= count) continue;
      given[at] = given[at]! + 1;
      left -= 1;
    }
  }
  return given;
}

/** Runs a search over all objects that it names, or over all that can be searched. */
export function runSearch(store: Store, context: QueryContext, search: Search, apiVersion: string): WireRecord[] {
  const every = () =>
    context.schema
      .objects()
      .filter((object) => isSearchable(object) && context.rights.object(object).read)
      .map(({ name }): Returned => ({ object: name, fields: 'Id', rest: '' }));
  const asked = search.returning.length > 0 ? search.returning : every();
  const objects = asked.length;
  const lists = asked.map((returned) => found(store, context, search, returned, { apiVersion, objects }));
  const counts = shares(
    lists.map(({ length }) => length),
    Math.min(search.limit ?? mostRows, mostRows),
  );
  return lists.flatMap((list, at) => list.slice(0, counts[at]));
}
