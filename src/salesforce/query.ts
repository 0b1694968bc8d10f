import { z } from 'zod';
import type { Org } from './org.ts';
import { ask } from './wire.ts';

export interface QueryOptions {
  /** Deleted and archived rows too, as Salesforce's queryAll resource gives them. */
  readonly deletedToo?: boolean;
  /** Objects of the Tooling API, which shows metadata to whoever may view Setup, whatever field access hides. */
  readonly tooling?: boolean;
}

const pageShape = z.object({
  totalSize: z.number(),
  done: z.boolean(),
  nextRecordsUrl: z.string().optional(),
  records: z.array(z.record(z.string(), z.unknown())),
});

/**
 * The rows of a SOQL query, a page at a time. A page may hold fewer rows than the last; only `done` ends them.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_query.htm
 */
export async function* queryRows<T>(org: Org, soql: string, options: QueryOptions = {}): AsyncGenerator<readonly T[]> {
  const resource = options.tooling ? 'tooling/query' : options.deletedToo ? 'queryAll' : 'query';
  let path: string | undefined = `/${resource}?q=${encodeURIComponent(soql)}`;
  while (path !== undefined) {
    const page: z.infer<typeof pageShape> = pageShape.parse(await ask(org, 'answer a query', { method: 'GET', path }));
    // The caller's SOQL names the fields of T; the shape of the answer follows from it.
    yield page.records.map(withoutAttributes) as T[];
    path = page.done ? undefined : page.nextRecordsUrl;
  }
}

/** All rows of a SOQL query at once; for queries that are known to be small. */
export async function queryAll<T>(org: Org, soql: string, options: QueryOptions = {}): Promise<readonly T[]> {
  const rows: T[] = [];
  for await (const page of queryRows<T>(org, soql, options)) rows.push(...page);
  return rows;
}

/** How many rows a SOQL query of the form `SELECT COUNT() FROM …` counts. */
export async function countRows(org: Org, soql: string): Promise<number> {
  const path = `/query?q=${encodeURIComponent(soql)}`;
  return pageShape.parse(await ask(org, 'answer a query', { method: 'GET', path })).totalSize;
}

/** Aggregates that one query may hold without growing too long. */
export const COUNTS_A_QUERY = 40;

/** How many rows of an object have a value in each of these fields. */
export async function countValues(
  org: Org,
  object: string,
  fields: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (let from = 0; from < fields.length; from += COUNTS_A_QUERY) {
    const some = fields.slice(from, from + COUNTS_A_QUERY);
    const asked = some.map((field, place) => `COUNT(${field}) n${place}`).join(', ');
    const [row] = await queryAll<Record<string, number>>(org, `SELECT ${asked} FROM ${object}`);
    some.forEach((field, place) => {
      counts.set(field, row?.[`n${place}`] ?? 0);
    });
  }
  return counts;
}

/**
 * A text as a SOQL string literal, quotes included.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_quotedstringescapes.htm
 */
export function soqlText(value: string): string {
  const escaped = value
    .replaceAll('\\', '\\\\')
    .replaceAll("'", "\\'")
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t');
  return `'${escaped}'`;
}

/** Texts as the list behind SOQL's IN. */
export function soqlList(values: readonly string[]): string {
  return `(${values.map(soqlText).join(', ')})`;
}

/** Each record carries `attributes` (type and URL), also those nested in it; nobody above wants them. */
function withoutAttributes(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const plain: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(record)) {
    if (name !== 'attributes') plain[name] = isRecord(value) ? withoutAttributes(value) : value;
  }
  return plain;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && 'attributes' in value;
}
