import { isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import { ApiError } from '../../../engine/api-error.ts';
import type { ApiErrorEntry, RowOutcome } from '../../../engine/types.ts';
import { textOf } from '../../json-body.ts';

/** The way from a body to one of its records. */
export type Way = readonly (string | number)[];

const code = 'JSON_PARSER_ERROR';

/**
 * Writes one record of a body. A value that is not of its field's type stops the reader of the whole body, and so is
 * the refusal of the request: without fields, and with the place.
 * Observed: https://github.com/restforce/restforce/issues/897
 */
export function readRecord(body: unknown, way: Way, write: () => RowOutcome): RowOutcome {
  try {
    const outcome = write();
    const [error] = outcome.status === 'refused' ? outcome.errors : [];
    if (error?.code === code) throw new ApiError(400, code, error.message, error.fields);
    return outcome;
  } catch (error) {
    throw error instanceof ApiError && error.code === code ? unreadRecord(body, way, error.entries[0]) : error;
  }
}

/** The refusal of a request whose body has such a value in this record. */
export function unreadRecord(
  body: unknown,
  way: Way,
  { message, fields }: ApiErrorEntry = { code, message: '' },
): ApiError {
  const [field] = fields ?? [];
  const place = field === undefined ? undefined : placeOf(textOf(body), way, field);
  if (place === undefined) return new ApiError(400, code, message);
  return new ApiError(400, code, `${message}${message.endsWith('START_ARRAY value') ? '' : ' at'} ${place}`);
}

/**
 * Where the reader stands once it has met a value: behind its first sign, and behind a number or a word as a whole.
 * JSON is YAML, whose parser tells the places.
 */
function placeOf(text: string, way: Way, field: string): string | undefined {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, uniqueKeys: false });
  const found = fieldIn(way.length === 0 ? document.contents : document.getIn(way, true), field.toLowerCase());
  if (!found?.range) return undefined;
  const [start, end] = found.range;
  const isWord = isScalar(found) && typeof found.value !== 'string';
  const { line, col } = lineCounter.linePos(isWord ? end : start + 1);
  return `[line:${line}, column:${col}]`;
}

/** Of the record itself, or of a parent that it names by a key. */
function fieldIn(record: unknown, name: string): Node | undefined {
  if (!isMap<{ readonly value: unknown }, Node>(record)) return undefined;
  const own = record.items.find(({ key }) => String(key.value).toLowerCase() === name)?.value;
  return own ?? record.items.map(({ value }) => fieldIn(value, name)).find((value) => value !== undefined);
}
