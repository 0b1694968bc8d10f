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

interface Said {
  readonly kind: string;
  readonly reason: string;
}

/** The kind of an error that DuckDB threw, and the first line of its words. */
function saidBy({ message }: Error): Said {
  const said = message.replace(/^Failed to [a-z ]+: /, '');
  const colon = said.indexOf(':');
  const [reason = ''] = said
    .slice(colon + 1)
    .trim()
    .split('\n');
  return { kind: said.slice(0, colon), reason };
}

export function isOutOfMemory(cause: unknown): boolean {
  return cause instanceof Error && saidBy(cause).kind === 'Out of Memory Error';
}

/** DuckDB's words on a value that is not of the kind that it was to be; `undefined` for any other error. */
export function valueErrorOf(cause: unknown): string | undefined {
  if (!(cause instanceof Error)) return undefined;
  const { kind, reason } = saidBy(cause);
  return kind === 'Conversion Error' || kind === 'Invalid Input Error' ? reason : undefined;
}

/** What DuckDB threw, as a mistake that can be mended where it is one. */
export function queryError(cause: unknown, facts: Readonly<Record<string, unknown>> = {}): unknown {
  if (!(cause instanceof Error)) return cause;
  const { kind, reason } = saidBy(cause);
  const found = ofData[kind];
  if (found === undefined) return cause;
  const table = facts['table'] === undefined ? '' : ` of table ${facts['table']}`;
  return new Mistake({
    trouble: found.trouble,
    message: `DuckDB cannot read the data${table}: ${reason}`,
    actions: [found.action],
    facts,
    cause,
  });
}
