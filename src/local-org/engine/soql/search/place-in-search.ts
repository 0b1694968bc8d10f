import { ApiError } from '../../api-error.ts';
import { pointAt } from '../text/malformed.ts';
import type { Returned } from './parse-search.ts';

const placed = /^\n[^\n]*\n *\^\nERROR at Row:(\d+):Column:(\d+)\n(.*)$/s;

/** A refusal of the query that a RETURNING stands for, shown at its place in the search and not in that query. */
export function placeInSearch(
  error: unknown,
  search: string,
  { object, fields, rest, at }: Returned,
  soql: string,
): unknown {
  const found = error instanceof ApiError ? placed.exec(error.message) : null;
  if (!(error instanceof ApiError) || found === null || at === undefined) return error;
  const [row, column] = [Number(found[1]), Number(found[2])];
  const line = soql.split('\n').slice(0, row - 1);
  const place = line.reduce((sum, each) => sum + each.length + 1, 0) + column - 1;
  const fieldsFrom = 'SELECT '.length;
  const restFrom = `SELECT ${fields} FROM ${object}`.length;
  const inSearch =
    place >= restFrom && rest !== ''
      ? at.rest + place - restFrom
      : place < fieldsFrom + fields.length
        ? at.fields + place - fieldsFrom
        : at.object;
  return new ApiError(error.status, error.code, `${pointAt(search, Math.max(0, inSearch))}${found[3]}`);
}
