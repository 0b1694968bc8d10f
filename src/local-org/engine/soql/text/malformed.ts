import { ApiError } from '../../api-error.ts';

/**
 * Where in the query a text stands, as Salesforce shows it: the line, a caret below it, row and column.
 * Observed: https://github.com/restforce/restforce/tree/main/spec/fixtures
 */
export function pointAt(soql: string, offset: number): string {
  const before = soql.slice(0, offset);
  const row = before.split('\n').length;
  const lineStart = before.lastIndexOf('\n') + 1;
  const column = offset - lineStart + 1;
  const lineEnd = soql.indexOf('\n', offset);
  const line = soql.slice(lineStart, lineEnd < 0 ? undefined : lineEnd);
  const from = Math.max(0, column - 41);
  const shown = line.slice(from, column + 40);
  return `\n${shown}\n${' '.repeat(column - 1 - from)}^\nERROR at Row:${row}:Column:${column}\n`;
}

const quoted = /'(?:[^'\\]|\\.)*'/gs;

/** The place of a field, relationship or object name in the query, as a whole word and not inside quotes. */
export function placeOf(soql: string, name: string): number {
  const open = soql.replace(quoted, (text) => ' '.repeat(text.length)).toLowerCase();
  const wanted = name.toLowerCase();
  const last = wanted.split('.').at(-1) ?? wanted;
  for (const part of [wanted, last]) {
    for (let at = open.indexOf(part); at >= 0; at = open.indexOf(part, at + 1)) {
      const around = `${open[at - 1] ?? ' '}${open[at + part.length] ?? ' '}`;
      if (!/[\w$]/.test(around) && (part !== wanted || !around.includes('.'))) return at;
    }
  }
  return Math.max(0, soql.toLowerCase().indexOf(wanted));
}

/** An error that Salesforce gives with its place in the query. */
export function errorAt(soql: string, name: string, code: string, message: string): ApiError {
  return new ApiError(400, code, `${pointAt(soql, placeOf(soql, name))}${message}`);
}

export const malformed = (message: string): ApiError => new ApiError(400, 'MALFORMED_QUERY', message);

/**
 * A search that cannot be read, in the form in which Salesforce shows it: its columns count from 0.
 * Observed: https://github.com/jesperfj/force-rest-api/pull/92
 */
export const malformedSearch = (search: string, offset: number, message: string): ApiError =>
  new ApiError(400, 'MALFORMED_SEARCH', `${pointAt(search, Math.max(0, offset - 1))}${message}`);

/** Malformed at the place where this name stands. */
export const malformedAt = (soql: string, name: string, message: string): ApiError =>
  errorAt(soql, name, 'MALFORMED_QUERY', message);

export const tooComplicated = (): ApiError =>
  new ApiError(
    400,
    'QUERY_TOO_COMPLICATED',
    'Query is either selecting too many fields or the filter conditions are too complicated.',
  );

/** Observed: https://github.com/forcedotcom/idecore/issues/56 */
const custom = (what: string, suffix: string) =>
  `If you are attempting to use a custom ${what}, be sure to append the '${suffix}' after the ${what === 'relationship' ? 'custom relationship' : what === 'object' ? 'entity' : 'custom field'} name. Please reference your WSDL or the describe call for the appropriate names.`;

export const noSuchField = (soql: string, asked: string, name: string, entity: string): ApiError =>
  errorAt(soql, asked, 'INVALID_FIELD', `No such column '${name}' on entity '${entity}'. ${custom('field', '__c')}`);

export const noSuchObject = (soql: string, name: string): ApiError =>
  errorAt(soql, name, 'INVALID_TYPE', `sObject type '${name}' is not supported. ${custom('object', '__c')}`);

export const noSuchParent = (soql: string, asked: string, name: string): ApiError =>
  errorAt(
    soql,
    asked,
    'INVALID_FIELD',
    `Didn't understand relationship '${name}' in field path. ${custom('relationship', '__r')}`,
  );

export const noSuchChildren = (soql: string, name: string): ApiError =>
  errorAt(
    soql,
    name,
    'INVALID_TYPE',
    `Didn't understand relationship '${name}' in FROM part of query call. ${custom('relationship', '__r')}`,
  );
