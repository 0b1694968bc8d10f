import { Mistake, type Trouble } from '../base/errors.ts';

interface DataError {
  readonly trouble: Trouble;
  readonly action: string;
}

const badValue: DataError = {
  trouble: 'source',
  action: 'Look for the value in the files of the data source: ids are whole numbers, and times are times.',
};
const badFile: DataError = {
  trouble: 'source',
  action: 'Look at the files of the data source: is each one there, whole, and of the kind that its name says?',
};
const noRoom: DataError = {
  trouble: 'limit',
  action: 'Give the process more memory, and the disk of the state folder more free space.',
};

/** DuckDB's kinds of errors that come of data and machine; every other kind is a fault of the query. */
const ofData: Readonly<Record<string, DataError>> = {
  'Conversion Error': badValue,
  'Out of Range Error': badValue,
  'Invalid Input Error': badFile,
  'IO Error': badFile,
  'Out of Memory Error': noRoom,
};

export function isOutOfMemory(cause: unknown): boolean {
  return cause instanceof Error && cause.message.includes('Out of Memory Error');
}

/** DuckDB's words on a value that is not of the kind that it was to be; `undefined` for any other error. */
export function valueErrorOf(cause: unknown): string | undefined {
  if (!(cause instanceof Error)) return undefined;
  const message = cause.message.replace(/^Failed to [a-z ]+: /, '');
  const kind = message.slice(0, message.indexOf(':'));
  if (kind !== 'Conversion Error' && kind !== 'Invalid Input Error') return undefined;
  return message
    .slice(kind.length + 1)
    .trim()
    .split('\n')[0];
}

/** What DuckDB threw, as a mistake that can be mended where it is one. */
export function queryError(cause: unknown, facts: Readonly<Record<string, unknown>> = {}): unknown {
  if (!(cause instanceof Error)) return cause;
  const message = cause.message.replace(/^Failed to [a-z ]+: /, '');
  const found = ofData[message.slice(0, message.indexOf(':'))];
  if (found === undefined) return cause;
  const [reason = ''] = message
    .slice(message.indexOf(':') + 1)
    .trim()
    .split('\n');
  const table = facts['table'] === undefined ? '' : ` of table ${facts['table']}`;
  return new Mistake({
    trouble: found.trouble,
    message: `DuckDB cannot read the data${table}: ${reason}`,
    actions: [found.action],
    facts,
    cause,
  });
}
