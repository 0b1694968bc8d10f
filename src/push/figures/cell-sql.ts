import type { Settings } from '../../config/settings.ts';
import type { Metric } from '../../metrics/metric.ts';
import { sqlName, sqlText } from '../../warehouse/sql.ts';
import { cutTo, isLonger } from '../../warehouse/utf16-sql.ts';

/** Why a figure does not go to Salesforce as it is. */
export type Unfit =
  /** The field has fewer digits: it stays empty. */
  | 'too-large'
  /** Before 1700 or after 4000, where Salesforce has no dates: it stays empty. */
  | 'no-such-date'
  /** Longer than the field: its first part goes. */
  | 'cut'
  /** Longer than the field: it stays empty. */
  | 'too-long'
  /** The text is the one that stands for an empty field: it stays empty. */
  | 'means-empty';

/** One metric as Bulk API 2.0 reads it. */
export interface CellSql {
  /** The text of the cell, NULL for nothing. */
  readonly cell: string;
  /** When the figure does not fit, and why; none for those that always do. */
  readonly unfit: readonly { readonly when: string; readonly why: Unfit }[];
}

/** An empty field: https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/datafiles_prepare_csv.htm */
const EMPTY = '#N/A';

/**
 * What a figure becomes, and what does not fit: the one place that decides it. A row is never refused for one figure.
 * As text it is compared, sent and remembered, so that what a later run compares with is exactly what the org was told.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/datafiles_date_format.htm
 */
export function cellSql({ field, measure }: Metric, { longText }: Pick<Settings, 'longText'>): CellSql {
  const column = sqlName(field.name);
  const { type } = field;
  switch (type.kind) {
    case 'Number':
    case 'Percent':
      // Only what is counted one by one can be trusted to stay below 18 digits.
      return type.scale === 0 && measure.kind !== 'change'
        ? { cell: `CAST(${column} AS VARCHAR)`, unfit: [] }
        : numberCell(column, type);
    case 'DateTime':
      return dateCell(column, `strftime(${column}, '%Y-%m-%dT%H:%M:%S.000Z')`);
    case 'Date':
      return dateCell(column, `strftime(${column}, '%Y-%m-%d')`);
    case 'Checkbox':
      return { cell: `CAST(coalesce(${column}, false) AS VARCHAR)`, unfit: [] };
    case 'Text':
      return textCell(column, type.length, longText);
  }
}

function numberCell(
  column: string,
  { precision, scale }: { readonly precision: number; readonly scale: number },
): CellSql {
  const fits = `abs(CAST(${column} AS DOUBLE)) < 1e${precision - scale}`;
  const text = `CAST(TRY_CAST(${column} AS DECIMAL(38, ${scale})) AS VARCHAR)`;
  return {
    cell: `CASE WHEN ${fits} THEN ${text} END`,
    unfit: [{ when: `${column} IS NOT NULL AND NOT ${fits}`, why: 'too-large' }],
  };
}

function dateCell(column: string, text: string): CellSql {
  const fits = `(${column} >= TIMESTAMP '1700-01-01' AND ${column} < TIMESTAMP '4001-01-01')`;
  return {
    cell: `CASE WHEN ${fits} THEN ${text} END`,
    unfit: [{ when: `NOT ${fits}`, why: 'no-such-date' }],
  };
}

/**
 * A text as Salesforce keeps it, so that what is remembered is what is there: without blanks at both ends and without
 * control characters. Its lines end in LF, for one CR in a cell fails a whole bulk job whose lines end so. Its length is
 * counted in units of UTF-16, of which an emoji takes two or more; a text is cut between characters as a reader sees
 * them, and the dots at its end show it.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/datafiles_prepare_csv.htm
 */
function textCell(column: string, length: number, longText: Settings['longText']): CellSql {
  const lines = `replace(replace(${column}, chr(13) || chr(10), chr(10)), chr(13), chr(10))`;
  const printable = `regexp_replace(${lines}, '[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f]', '', 'g')`;
  const text = `trim(${printable}, ' ' || chr(9) || chr(10) || chr(160))`;
  const long = isLonger(text, length);
  const cut = `${cutTo(text, length - 1)} || '…'`;
  const meansEmpty = `${text} = ${sqlText(EMPTY)}`;
  return {
    cell: `CASE WHEN ${long} THEN ${longText === 'cut' ? cut : 'NULL'} WHEN NOT ${meansEmpty} THEN nullif(${text}, '') END`,
    unfit: [
      { when: long, why: longText === 'cut' ? 'cut' : 'too-long' },
      { when: meansEmpty, why: 'means-empty' },
    ],
  };
}
