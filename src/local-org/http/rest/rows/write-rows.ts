import { ApiError } from '../../../engine/api-error.ts';
import type { Engine, Operation, RowOutcome, RowWriter, Session } from '../../../engine/types.ts';
import { isObject } from '../route.ts';
import { readRecord, unreadRecord } from './read-record.ts';
import { repeatedRows } from './repeated-rows.ts';

/** One row and what is to be done with it. */
export interface RowToWrite {
  readonly object: string;
  readonly operation: Operation;
  readonly externalId?: string;
  readonly columns: readonly string[];
  readonly cells: readonly unknown[];
}

/**
 * A JSON record as columns and cells; a parent named by an external id becomes the column `Account.Key__c`. A record with
 * the columns of the one before it shares their list.
 */
export function columnsAndCells(
  record: Readonly<Record<string, unknown>>,
  before: readonly string[] = [],
): Pick<RowToWrite, 'columns' | 'cells'> {
  const columns: string[] = [];
  const cells: unknown[] = [];
  for (const name of Object.keys(record)) {
    if (name === 'attributes') continue;
    const value = record[name];
    if (isObject(value) && Object.keys(value).some((inner) => inner !== 'attributes')) {
      for (const [inner, cell] of Object.entries(value)) {
        if (inner === 'attributes') continue;
        columns.push(`${name}.${inner}`);
        cells.push(cell);
      }
    } else {
      columns.push(name);
      cells.push(value);
    }
  }
  const areSame = columns.length === before.length && columns.every((name, place) => name === before[place]);
  return { columns: areSame ? before : columns, cells };
}

/** What a request asks of all its rows alike. */
export interface HowToWrite {
  /** Cells as texts, or as JSON values. */
  readonly cells: 'text' | 'json';
  readonly allowTruncation?: boolean;
  readonly allowDuplicates?: boolean;
  /** What the rows were read from, as its `records`. */
  readonly body?: unknown;
}

/**
 * `Sforce-Duplicate-Rule-Header: allowSave=true`.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_duplicaterules.htm
 */
export const allowsDuplicates = (headers: Readonly<Record<string, string | undefined>>): boolean =>
  /(?:^|[\s,;])allowSave\s*=\s*true\b/i.test(headers['sforce-duplicate-rule-header'] ?? '');

/** What the platform refuses while it reads the body, so that the whole request falls and not one row. */
const readingErrors = new Set(['INVALID_FIELD', 'INVALID_TYPE', 'NOT_FOUND']);

const rolledBack: RowOutcome = {
  status: 'refused',
  errors: [
    {
      code: 'ALL_OR_NONE_OPERATION_ROLLED_BACK',
      message: 'Record rolled back because not all records were valid and the request was using AllOrNone header',
      fields: [],
    },
  ],
};

class Undo extends Error {}

/** Writes rows of any shapes in their order. All or none, when asked: then the good rows say why they are gone. */
export function writeRows(
  engine: Engine,
  session: Session,
  rows: readonly RowToWrite[],
  allOrNone: boolean,
  how: HowToWrite = { cells: 'json' },
): readonly RowOutcome[] {
  const outcomes: RowOutcome[] = [];
  try {
    engine.transaction(() => {
      const opened = openAll(session, rows, how);
      const repeated = repeatedRows(rows, opened);
      for (const [place, row] of rows.entries()) {
        const write = () => repeated.get(place) ?? writeOne(opened[place]!, row);
        outcomes.push(readRecord(how.body, ['records', place], write));
      }
      if (allOrNone && outcomes.some(({ status }) => status === 'refused')) throw new Undo();
    });
    return outcomes;
  } catch (error) {
    if (!(error instanceof Undo)) throw error;
    return outcomes.map((outcome) => (outcome.status === 'done' ? rolledBack : outcome));
  }
}

/** What writes a row, or why no row of its shape is written. */
export type Opened = RowWriter | ApiError;

/** Rows of one shape share their writer. */
function openAll(session: Session, rows: readonly RowToWrite[], how: HowToWrite): readonly Opened[] {
  const writers = new Map<string, Opened>();
  const all: Opened[] = [];
  for (const [place, row] of rows.entries()) {
    const before = rows[place - 1];
    if (before !== undefined && isAlike(row, before)) {
      all.push(all[place - 1]!);
      continue;
    }
    const shape = [row.object, row.operation, row.externalId, ...row.columns].join('\n').toLowerCase();
    const opened = writers.get(shape) ?? open(session, row, place, how);
    writers.set(shape, opened);
    all.push(opened);
  }
  return all;
}

/** Rows with one list of columns; most rows of a request have it. */
const isAlike = (one: RowToWrite, other: RowToWrite): boolean =>
  one.columns === other.columns &&
  one.object === other.object &&
  one.operation === other.operation &&
  one.externalId === other.externalId;

const writeOne = (opened: Opened, { cells }: RowToWrite): RowOutcome =>
  opened instanceof ApiError ? { status: 'refused', errors: opened.entries } : opened.write(cells);

function open(
  session: Session,
  { object, operation, externalId, columns }: RowToWrite,
  place: number,
  { cells, allowTruncation = false, allowDuplicates = false, body }: HowToWrite,
): Opened {
  const key = externalId === undefined ? {} : { externalId };
  const options = { object, operation, columns, cells, allowTruncation, allowDuplicates, ...key };
  try {
    return session.writer({ dialect: 'rest', ...options });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.code === 'JSON_PARSER_ERROR') throw unreadRecord(body, ['records', place], error.entries[0]);
    if (readingErrors.has(error.code)) throw error;
    return error;
  }
}
