import type { Org } from '../salesforce/org.ts';
import { queryAll } from '../salesforce/query.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { fieldPaths, type Property } from './property.ts';
import { jsonSql, overLongSql, type ValueRules, valueSql } from './value-sql.ts';

/** Records that samples are taken of, and characters of their names in one request: a URL may have 16,384. */
export const SAMPLED_RECORDS = 50;
const CHARACTERS_A_REQUEST = 8_000;

/** Values of the records updated last, by path and in the same order, as text; null where there is none. */
export async function readSamples(
  org: Org,
  object: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, readonly (string | null)[]>> {
  const samples = new Map<string, readonly (string | null)[]>();
  for (const portion of samplePortions(paths)) {
    const soql = `SELECT ${portion.join(', ')} FROM ${object} ORDER BY SystemModstamp DESC LIMIT ${SAMPLED_RECORDS}`;
    const rows = await queryAll<Readonly<Record<string, unknown>>>(org, soql);
    for (const path of portion)
      samples.set(
        path,
        rows.map((row) => valueAt(row, path)),
      );
  }
  return samples;
}

/** The paths of each request that `readSamples` makes. */
export function samplePortions(paths: readonly string[]): readonly (readonly string[])[] {
  const portions: string[][] = [];
  let length = Number.POSITIVE_INFINITY;
  for (const path of paths) {
    length += encodeURIComponent(`${path}, `).length;
    if (length > CHARACTERS_A_REQUEST) {
      portions.push([]);
      length = encodeURIComponent(`${path}, `).length;
    }
    portions.at(-1)?.push(path);
  }
  return portions;
}

/** A value as Heap would get it. */
export interface SentSample {
  /** JSON: a number or a string; null when nothing is sent. */
  readonly json: string | null;
  readonly overLong: boolean;
}

/** For each property, a value of the records updated last as it would be sent; none when all of those are empty. */
export async function sampleProperties(
  org: Org,
  warehouse: Warehouse,
  object: string,
  properties: readonly Property[],
  rules: ValueRules,
): Promise<ReadonlyMap<string, SentSample>> {
  const samples = await readSamples(org, object, fieldPaths(properties));
  const sent = new Map<string, SentSample>();
  for (const property of properties) {
    const raw = samples.get(property.field)?.find((value) => value !== null);
    if (raw === undefined) continue;
    const [row] = await warehouse.rows<SentSample>(
      `SELECT ${jsonSql(property, 'sent', rules)} AS "json", coalesce(${overLongSql(property, 'raw')}, FALSE) AS "overLong"
       FROM (SELECT raw, ${valueSql(property, 'raw', rules)} AS sent FROM (SELECT CAST(? AS VARCHAR) AS raw))`,
      [raw],
    );
    if (row) sent.set(property.name, row);
  }
  return sent;
}

function valueAt(row: Readonly<Record<string, unknown>>, path: string): string | null {
  const value = path.split('.').reduce<unknown>((here, step) => {
    return typeof here === 'object' && here !== null ? Reflect.get(here, step) : null;
  }, row);
  return value === null || value === undefined ? null : String(value);
}
