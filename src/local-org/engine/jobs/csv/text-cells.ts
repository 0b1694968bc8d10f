/**
 * The cells of a CSV row as the writer takes them: an empty one leaves its field alone, and `#N/A` empties it.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/datafiles_csv_valid_record_rows.htm
 */
export function textCells(row: readonly string[], into: unknown[]): readonly unknown[] {
  for (let at = 0; at < row.length; at++) {
    const cell = row[at];
    into[at] = cell === '' ? undefined : cell === '#N/A' ? null : cell;
  }
  return into;
}
