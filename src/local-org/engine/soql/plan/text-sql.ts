import type { Expression } from './expressions.ts';

/** Only letters beyond ASCII take more room than one byte; without them the database can do the work itself. */
const beyondAscii = (sql: string) => `octet_length(${sql}) > length(${sql})`;

/** What two texts have in common that are equal but for their case, in SQL. A column can be named twice at no cost; anything else is worked out once. */
export function foldedSql({ sql, folds, plain }: Expression): string {
  if (!folds) return sql;
  return plain ? `CASE WHEN ${beyondAscii(sql)} THEN fold(${sql}) ELSE lower(${sql}) END` : `fold(${sql})`;
}

function sortedText({ sql, folds, plain }: Expression): string {
  if (!folds) return sql;
  return plain
    ? `CASE WHEN ${beyondAscii(sql)} THEN sort_key(${sql}) ELSE ${sql} END COLLATE NOCASE`
    : `sort_key(${sql})`;
}

export const quotedSql = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Where a value stands on its picklist; values that are not on it come last. */
export function rankSql(value: Expression, list: readonly string[]): string {
  const places = list.map((each, place) => `WHEN ${quotedSql(each.toLowerCase())} THEN ${place}`);
  return `CASE ${foldedSql(value)} ${places.join(' ')} ELSE CASE WHEN ${value.sql} IS NULL THEN NULL ELSE ${list.length} END END`;
}

/**
 * What a value sorts by, most important first. Picklists sort as their values are listed.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_orderby.htm
 */
export function sortSql(value: Expression): readonly string[] {
  const text = sortedText(value);
  return value.picklist === undefined ? [text] : [rankSql(value, value.picklist), text];
}

/** The first or last of a picklist's values that rows have, by its own order. */
export function edgeOfPicklist(value: Expression, list: readonly string[], edge: 'MIN' | 'MAX'): string {
  const rank = `${edge}(${rankSql(value, list)})`;
  const places = list.map((each, place) => `WHEN ${place} THEN ${quotedSql(each)}`);
  return `CASE ${rank} ${places.join(' ')} ELSE ${edge}(${value.sql} COLLATE NOCASE) END`;
}
