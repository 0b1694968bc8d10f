import { ApiError } from '../../../engine/api-error.ts';
import type { Engine, Operation, RowOutcome, RowWriter, Session } from '../../../engine/types.ts';
import { isObject } from '../route.ts';

/** One row and what is to be done with it. */
export interface RowToWrite {
  readonly object: string;
  readonly operation: Operation;
  readonly externalId?: string;
  readonly columns: readonly string[];
  readonly cells: readonly unknown[];
}

/** A JSON record as columns and cells; a parent named by an external id becomes the column `Account.Key__c`. */
export function columnsAndCells(record: Readonly<Record<string, unknown>>): Pick<RowToWrite, 'columns' | 'cells'> {
  const columns: string[] = [];
  const cells: unknown[] = [];
  for (const [name, value] of Object.entries(record)) {
    if (name === 'attributes') continue;
    if (isObject(value)) {
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
  return { columns, cells };
}

/** What a request asks of all its rows alike. */
export interface HowToWrite {
  /** Cells as texts, or as JSON values. */
  readonly cells: 'text' | 'json';
  readonly allowTruncation?: boolean;
  readonly allowDuplicates?: boolean;
}

/**
 * `Sforce-Duplicate-Rule-Header: allowSave=true`.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_duplicaterules.htm
 */
export const allowsDuplicates = (headers: Readonly<Record<string, string | undefined>>): boolean =>
  /(?:^|[\s,;])allowSave\s*=\s*true\b/i.test(headers['sforce-duplicate-rule-header'] ?? '');

/** What the platform refuses while it reads the body, so that the whole request falls and not one row. */
const readingErrors = new Set(['INVALID_FIELD', 'INVALID_TYPE', 'JSON_PARSER_ERROR', 'NOT_FOUND']);

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
  const writers = new Map<string, RowWriter | ApiError>();
  const keys = new Set<string>();
  const outcomes: RowOutcome[] = [];
  try {
    engine.transaction(() => {
      for (const row of rows) outcomes.push(writeOne(session, writers, keys, row, how));
      if (allOrNone && outcomes.some(({ status }) => status === 'refused')) throw new Undo();
    });
    return outcomes;
  } catch (error) {
    if (!(error instanceof Undo)) throw error;
    return outcomes.map((outcome) => (outcome.status === 'done' ? rolledBack : outcome));
  }
}

function writeOne(
  session: Session,
  writers: Map<string, RowWriter | ApiError>,
  keys: Set<string>,
  row: RowToWrite,
  how: HowToWrite,
): RowOutcome {
  const { object, operation, externalId, columns, cells } = row;
  const shape = [object, operation, externalId, ...columns].join('\n').toLowerCase();
  let writer = writers.get(shape);
  if (writer === undefined) {
    writer = open(session, row, how);
    writers.set(shape, writer);
  }
  if (writer instanceof ApiError) return { status: 'refused', errors: writer.entries };
  const key = operation === 'upsert' ? writer.keyOf(cells) : undefined;
  if (key !== undefined) {
    const before = keys.size;
    if (keys.add([object.toLowerCase(), externalId?.toLowerCase(), key].join('\n')).size === before)
      return namedTwice(key, externalId);
  }
  return writer.write(cells);
}

/** One request may name a row by its key once. https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_upsert.htm */
const namedTwice = (key: string, externalId = 'Id'): RowOutcome => ({
  status: 'refused',
  errors: [{ code: 'DUPLICATE_VALUE', message: `Duplicate external id specified: ${key}`, fields: [externalId] }],
});

function open(
  session: Session,
  { object, operation, externalId, columns }: RowToWrite,
  how: HowToWrite,
): RowWriter | ApiError {
  const key = externalId === undefined ? {} : { externalId };
  try {
    return session.writer({ object, operation, columns, dialect: 'rest', ...how, ...key });
  } catch (error) {
    if (error instanceof ApiError && !readingErrors.has(error.code)) return error;
    throw error;
  }
}
