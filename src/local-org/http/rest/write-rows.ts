import { ApiError } from '../../engine/api-error.ts';
import type { Engine, Operation, RowOutcome, RowWriter, Session } from '../../engine/types.ts';
import { isObject } from './route.ts';

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
): readonly RowOutcome[] {
  const writers = new Map<string, RowWriter | ApiError>();
  const outcomes: RowOutcome[] = [];
  try {
    engine.transaction(() => {
      for (const row of rows) outcomes.push(writeOne(session, writers, row));
      if (allOrNone && outcomes.some(({ status }) => status === 'refused')) throw new Undo();
    });
    return outcomes;
  } catch (error) {
    if (!(error instanceof Undo)) throw error;
    return outcomes.map((outcome) => (outcome.status === 'done' ? rolledBack : outcome));
  }
}

function writeOne(session: Session, writers: Map<string, RowWriter | ApiError>, row: RowToWrite): RowOutcome {
  const { object, operation, externalId, columns, cells } = row;
  const shape = [object, operation, externalId, ...columns].join('\n').toLowerCase();
  let writer = writers.get(shape);
  if (writer === undefined) {
    writer = open(session, row);
    writers.set(shape, writer);
  }
  return writer instanceof ApiError ? { status: 'refused', errors: writer.entries } : writer.write(cells);
}

function open(session: Session, { object, operation, externalId, columns }: RowToWrite): RowWriter | ApiError {
  const key = externalId === undefined ? {} : { externalId };
  try {
    return session.writer({ object, operation, columns, cells: 'json', dialect: 'rest', ...key });
  } catch (error) {
    if (error instanceof ApiError && !readingErrors.has(error.code)) return error;
    throw error;
  }
}
