import { to18 } from '../ids.ts';
import type { ApiErrorEntry, FieldDef } from '../types.ts';
import { digits, readDate, readDatetime } from './read-time.ts';
import type { Stored } from './store.ts';

/** A cell that is not what its field takes. */
export class Bad {
  readonly entry: ApiErrorEntry;

  constructor(code: string, message: string, field: FieldDef | undefined) {
    this.entry = { code, message, fields: field === undefined ? [] : [field.name] };
  }
}

export type Convert = (cell: unknown) => Stored | Bad;

const kinds: Readonly<Record<string, string>> = {
  string: 'STRING',
  boolean: 'BOOLEAN',
};

/** In the words of the JSON reader of Salesforce. */
function mismatch(type: string, cell: unknown, field: FieldDef): Bad {
  const kind =
    typeof cell === 'number'
      ? Number.isInteger(cell)
        ? 'VALUE_NUMBER_INT'
        : 'VALUE_NUMBER_FLOAT'
      : typeof cell === 'boolean'
        ? `VALUE_${String(cell).toUpperCase()}`
        : typeof cell === 'object'
          ? Array.isArray(cell)
            ? 'START_ARRAY'
            : 'START_OBJECT'
          : `VALUE_${kinds[typeof cell] ?? 'STRING'}`;
  const value = typeof cell === 'object' ? '' : ` value ${String(cell)}`;
  return new Bad(
    'JSON_PARSER_ERROR',
    `Cannot deserialize instance of ${type} from ${kind}${value} or request may be missing a required field`,
    field,
  );
}

const notOfType = (type: string, cell: unknown, field: FieldDef, json: boolean) =>
  json
    ? mismatch(type, cell, field)
    : new Bad('INVALID_TYPE_ON_FIELD_IN_RECORD', `${field.label}: value not of required type: ${String(cell)}`, field);

const isBlank = (code: number) => code <= 32 || code === 160;

/** Blanks at both ends are dropped, and a text of nothing else is no value. */
function trimmed(text: string): string {
  if (text.length === 0) return text;
  return isBlank(text.charCodeAt(0)) || isBlank(text.charCodeAt(text.length - 1)) ? text.trim() : text;
}

function textConverter(field: FieldDef, json: boolean): Convert {
  const most = field.length ?? 255;
  return (cell) => {
    if (cell === null) return null;
    if (typeof cell !== 'string') {
      if (json) return mismatch('string', cell, field);
      return String(cell);
    }
    const text = trimmed(cell);
    if (text.length > most) {
      const shown = text.length > 100 ? text.slice(0, 100) : text;
      return new Bad('STRING_TOO_LONG', `${field.label}: data value too large: ${shown} (max length=${most})`, field);
    }
    return text === '' ? null : text;
  };
}

/** Nearly anything with an at sign and a host is let through. */
const emailForm = /^[^\s@<>(),;:"[\]\\]+@[^\s@.,;<>()"]+(?:\.[^\s@.,;<>()"]+)+$/;

function emailConverter(field: FieldDef, json: boolean): Convert {
  const text = textConverter(field, json);
  return (cell) => {
    const value = text(cell);
    if (typeof value !== 'string' || emailForm.test(value)) return value;
    return new Bad('INVALID_EMAIL_ADDRESS', `${field.label}: invalid email address: ${value}`, field);
  };
}

function booleanConverter(field: FieldDef, json: boolean): Convert {
  return (cell) => {
    if (cell === true) return 1;
    if (cell === false || cell === null) return 0;
    if (typeof cell === 'string') {
      const word = cell.trim().toLowerCase();
      if (word === 'true' || (!json && word === '1')) return 1;
      if (word === 'false' || (!json && (word === '0' || word === ''))) return 0;
    }
    return notOfType('boolean', cell, field, json);
  };
}

const numberForm = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

function numberConverter(field: FieldDef, json: boolean): Convert {
  const whole = field.type === 'int';
  const type = whole ? 'int' : 'double';
  const scale = whole ? 0 : (field.scale ?? 18);
  const wholeDigits = whole ? Math.min(field.precision ?? 9, 9) : (field.precision ?? 18) - scale;
  const most = 10 ** wholeDigits;
  const factor = 10 ** scale;
  return (cell) => {
    if (cell === null) return null;
    let value: number;
    if (typeof cell === 'number') value = cell;
    else if (typeof cell === 'bigint') value = Number(cell);
    else if (typeof cell === 'string') {
      const text = trimmed(cell);
      if (text === '') return json ? mismatch(type, cell, field) : null;
      value = text.length <= 15 ? digits(text, 0, text.length) : Number.NaN;
      if (Number.isNaN(value)) {
        if (!numberForm.test(text)) return notOfType(type, cell, field, json);
        value = Number(text);
      }
    } else return notOfType(type, cell, field, json);
    if (!Number.isFinite(value)) return notOfType(type, cell, field, json);
    if (whole && !Number.isInteger(value)) return notOfType(type, cell, field, json);
    // Digits after the point beyond the scale are rounded away, half away from zero.
    if (!Number.isInteger(value) && scale < 15) {
      const rounded = Math.round(Math.abs(value) * factor + 1e-9) / factor;
      value = value < 0 ? -rounded : rounded;
    }
    if (value >= most || value <= -most) {
      return new Bad(
        'NUMBER_OUTSIDE_VALID_RANGE',
        `${field.label}: value outside of valid range on numeric field: ${String(cell)}`,
        field,
      );
    }
    return value;
  };
}

function dateConverter(field: FieldDef, json: boolean): Convert {
  return (cell) => {
    if (cell === null) return null;
    if (typeof cell !== 'string') return notOfType('date', cell, field, json);
    const text = trimmed(cell);
    if (text === '' && !json) return null;
    return (
      readDate(text.length > 10 && readDatetime(text) !== undefined ? text.slice(0, 10) : text) ??
      notOfType('date', cell, field, json)
    );
  };
}

function datetimeConverter(field: FieldDef, json: boolean): Convert {
  return (cell) => {
    if (cell === null) return null;
    if (typeof cell !== 'string') return notOfType('datetime', cell, field, json);
    const text = trimmed(cell);
    if (text === '' && !json) return null;
    const time = readDatetime(text);
    if (time !== undefined) return time;
    const day = json ? undefined : readDate(text);
    return day === undefined ? notOfType('datetime', cell, field, json) : Date.parse(`${day}T00:00:00Z`);
  };
}

const notOnList = (field: FieldDef, value: string) =>
  new Bad(
    'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
    `${field.label}: bad value for restricted picklist field: ${value}`,
    field,
  );

function picklistConverter(field: FieldDef, json: boolean): Convert {
  const text = textConverter({ ...field, length: field.length ?? 255 }, json);
  if (!field.picklist?.restricted) return text;
  const values = new Map(field.picklist.values.map((value) => [value.toLowerCase(), value]));
  return (cell) => {
    const value = text(cell);
    return typeof value === 'string' ? (values.get(value.toLowerCase()) ?? notOnList(field, value)) : value;
  };
}

function multipicklistConverter(field: FieldDef, json: boolean): Convert {
  const text = textConverter({ ...field, length: 4099 }, json);
  const allowed = field.picklist?.restricted
    ? new Map(field.picklist.values.map((value) => [value.toLowerCase(), value]))
    : undefined;
  return (cell) => {
    const value = text(cell);
    if (typeof value !== 'string') return value;
    const parts = value
      .split(';')
      .map((part) => part.trim())
      .filter((part) => part !== '');
    const wrong = allowed && parts.find((part) => !allowed.has(part.toLowerCase()));
    if (wrong !== undefined) return notOnList(field, wrong);
    return parts.map((part) => allowed?.get(part.toLowerCase()) ?? part).join(';');
  };
}

/** The 18-character form of what looks like an Id; whether such a row exists is asked later. */
function idConverter(field: FieldDef, json: boolean): Convert {
  return (cell) => {
    if (cell === null) return null;
    if (typeof cell !== 'string')
      return json
        ? mismatch('string', cell, field)
        : new Bad('MALFORMED_ID', `${field.label}: id value of incorrect type: ${String(cell)}`, field);
    const text = trimmed(cell);
    if (text === '') return null;
    return text.length === 15 ? to18(text) : text;
  };
}

const converters: Readonly<Record<FieldDef['type'], (field: FieldDef, json: boolean) => Convert>> = {
  id: idConverter,
  string: textConverter,
  textarea: textConverter,
  boolean: booleanConverter,
  int: numberConverter,
  double: numberConverter,
  currency: numberConverter,
  percent: numberConverter,
  date: dateConverter,
  datetime: datetimeConverter,
  email: emailConverter,
  phone: textConverter,
  url: textConverter,
  picklist: picklistConverter,
  multipicklist: multipicklistConverter,
  reference: idConverter,
  address: () => () => null,
};

/** What makes a cell, as text or JSON, into what the field stores. */
export function converter(field: FieldDef, cells: 'text' | 'json'): Convert {
  return converters[field.type](field, cells === 'json');
}
