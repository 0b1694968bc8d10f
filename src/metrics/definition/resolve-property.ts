import type { TroubleFacts } from '../../base/errors.ts';
import { nearest } from '../../base/nearest.ts';
import type { Column } from '../../base/table.ts';
import type { Condition } from '../../config/metric-settings.ts';
import type { MetricCondition } from '../metric.ts';
import { type KnownEvent, type Resolved, tableName } from './resolve-event.ts';

/** What stands before the name of a property of the user. */
export const OF_USER = 'user.';

/** A property of the event, or with `user.` before it, of the user. */
export function resolveProperty(
  wanted: string,
  { event, columns }: KnownEvent,
  userColumns: readonly Column[],
): Resolved<Pick<MetricCondition, 'of' | 'column'>> {
  const ofUser = wanted.startsWith(OF_USER);
  const found = columnNamed(ofUser ? wanted.slice(OF_USER.length) : wanted, ofUser ? userColumns : columns);
  if (found) return { status: 'found', found: { of: ofUser ? 'user' : 'event', column: found } };
  if (!ofUser && columns.length === 0) return { status: 'unknown', trouble: withoutRows(event.title, wanted) };
  const ofUsers = shown(userColumns).map((name) => `${OF_USER}${name}`);
  const known = ofUser ? ofUsers : [...shown(columns), ...ofUsers];
  const near = nearestProperties(wanted, known);
  return {
    status: 'unknown',
    trouble: {
      trouble: 'unknown-name',
      message: ofUser ? `users have no property "${wanted}".` : `"${event.title}" has no property "${wanted}".`,
      actions: [
        near.length > 0
          ? `Did you mean ${near.map((one) => `"${one}"`).join(' or ')}?`
          : `Known are ${known.map((one) => `"${one}"`).join(', ')}.`,
      ],
      facts: { event: event.title, property: wanted, nearest: near },
    },
  };
}

/** A file of lines tells its columns by its rows. */
function withoutRows(event: string, property: string): TroubleFacts {
  return {
    trouble: 'source',
    message: `"${event}" has no row in the data, so that nobody knows whether it has a property "${property}".`,
    actions: ['Look at the export: is the table of that event whole?'],
    facts: { event, property },
  };
}

/** A property of the user that was asked of the event is the nearest; else what is written alike, `user.` left aside. */
function nearestProperties(wanted: string, known: readonly string[]): readonly string[] {
  if (known.includes(`${OF_USER}${wanted}`)) return [`${OF_USER}${wanted}`];
  const bare = (name: string): string => (name.startsWith(OF_USER) ? name.slice(OF_USER.length) : name);
  const near = nearest(bare(wanted), new Set(known.map(bare)));
  return near.map((name) => known.find((one) => bare(one) === name) ?? name);
}

/** Why the value can never be held against the property; undefined when it can. */
export function valueTrouble({ property, test, value }: Condition, { name, type }: Column): TroubleFacts | undefined {
  if (test === 'exists' || test === 'contains' || test === 'starts-with') return undefined;
  const values = typeof value === 'object' ? value : [value];
  const order = test === 'above' || test === 'below';
  const wrong = type === 'boolean' && order ? values[0] : values.find((one) => !FITS[type](one));
  if (wrong === undefined) return undefined;
  return {
    trouble: 'definition',
    message: `"${property}" holds ${HOLDS[type]}, which cannot be ${test.replace('-', ' ')} ${JSON.stringify(wrong)}.`,
    actions: [`Give a value that "${name}" can have.`],
    facts: { property, type, test, value: wrong },
  };
}

type Scalar = string | number | boolean;

const isNumber = (value: Scalar): boolean =>
  typeof value !== 'boolean' && String(value).trim() !== '' && Number.isFinite(Number(value));

const FITS: Readonly<Record<Column['type'], (value: Scalar) => boolean>> = {
  text: (value) => typeof value !== 'number' || Number.isFinite(value),
  integer: isNumber,
  double: isNumber,
  boolean: (value) => String(value) === 'true' || String(value) === 'false',
  timestamp: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
};

const HOLDS: Readonly<Record<Column['type'], string>> = {
  text: 'text',
  integer: 'whole numbers',
  double: 'numbers',
  boolean: 'true or false',
  timestamp: 'moments',
};

function columnNamed(wanted: string, columns: readonly Column[]): Column | undefined {
  return (
    columns.find(({ name }) => name === wanted) ??
    columns.find(({ name }) => name.toLowerCase() === wanted.toLowerCase() || name === tableName(wanted))
  );
}

/** Columns that start with an underscore say where a row was found, not what happened. */
function shown(columns: readonly Column[]): string[] {
  return columns.map(({ name }) => name).filter((name) => !name.startsWith('_'));
}
