import type { Place } from './place.ts';
import { rangeSoql } from './place.ts';

/** The objects that a pull reads, by the names that the rest of it knows them by. */
export const OBJECTS = { contact: 'Contact', account: 'Account', relation: 'AccountContactRelation' } as const;
export type Pulled = keyof typeof OBJECTS;
export const PULLED = ['contact', 'account', 'relation'] as const satisfies readonly Pulled[];

/** What is read of each record of an object, beside the chosen fields. Not every org shows what became of deleted rows. */
export interface Selection {
  readonly object: Pulled;
  /** Columns of our own, and the field that each is read from. */
  readonly own: Readonly<Record<string, string>>;
  /** Paths of the chosen fields. */
  readonly fields: readonly string[];
}

/** SOQL takes 100,000 characters: https://developer.salesforce.com/docs/atlas.en-us.salesforce_app_limits_cheatsheet.meta/salesforce_app_limits_cheatsheet/salesforce_app_limits_platform_soslsoql.htm */
const LONGEST = 100_000;

/** What the conditions, the order and a list of 2,000 Ids take at most of a query's length. */
const RESERVED = 45_000;

/**
 * The fields in as few portions as queries can hold, the columns of our own in the first. `atLeast` makes them more, for an
 * org that finds a query too complicated.
 */
export function portionsOf({ own, fields }: Selection, atLeast = 1): readonly (readonly string[])[] {
  const first = [...new Set(Object.values(own))];
  const others = fields.filter((field) => !first.includes(field));
  const each = Math.max(1, Math.ceil(others.length / atLeast));
  const portions: string[][] = [first];
  let [length, count] = [first.join().length, 0];
  for (const field of others) {
    if (count >= each || length + field.length + 2 > LONGEST - RESERVED) {
      portions.push(['Id']);
      [length, count] = [2, 0];
    }
    portions.at(-1)?.push(field);
    length += field.length + 2;
    count += 1;
  }
  return portions;
}

export interface Range {
  readonly after: Place;
  /** Rows of this moment and later are left out, or those behind the record of this place. */
  readonly until?: string | Place | undefined;
}

/** The query for the records of a range, oldest first. */
export function rangeQuery(object: Pulled, fields: readonly string[], { after, until }: Range): string {
  return `${unorderedQuery(object, fields, { after, until })} ORDER BY SystemModstamp, Id`;
}

/**
 * The same in whatever order. A bulk query is not sorted: that would keep the org from working on its parts side by side.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/async_api_headers_enable_pk_chunking.htm
 */
export function unorderedQuery(object: Pulled, fields: readonly string[], { after, until }: Range): string {
  return `SELECT ${fields.join(', ')} FROM ${OBJECTS[object]} WHERE ${rangeSoql(after, until)}`;
}

/** The query for further fields of records that are known. */
export function byIdQuery(object: Pulled, fields: readonly string[], ids: readonly string[]): string {
  const list = ids.map((id) => `'${id}'`).join(',');
  return `SELECT ${fields.join(', ')} FROM ${OBJECTS[object]} WHERE Id IN (${list})`;
}
