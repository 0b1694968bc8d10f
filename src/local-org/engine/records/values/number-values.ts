import type { FieldDef } from '../../types.ts';
import { Bad, type Convert, mismatch, notOfType, type Reading, trimmed } from './bad.ts';
import { digits } from './read-time.ts';

/**
 * In JSON `true` and `false`, also as texts in small letters; in CSV in any case, and 1 and 0.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/datafiles_csv_valid_record_rows.htm
 */
export function booleanConverter(field: FieldDef, reading: Reading): Convert {
  const { json } = reading;
  return (cell) => {
    if (cell === true) return 1;
    if (cell === false || cell === null) return 0;
    if (typeof cell === 'string') {
      const word = json ? cell.trim() : cell.trim().toLowerCase();
      if (word === 'true' || (!json && word === '1')) return 1;
      if (word === 'false' || (!json && (word === '0' || word === ''))) return 0;
    }
    return notOfType(cell, field, reading);
  };
}

const decimalForm = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Whole numbers have no point, not even before a zero. Observed: `250.0` refused for NumberOfEmployees. */
const wholeForm = /^[+-]?\d+$/;

/** Half away from zero, at the last place that the field keeps. Not documented; believed. */
function rounded(value: number, factor: number): number {
  const near = Math.round(Math.abs(value) * factor + 1e-9) / factor;
  return value < 0 ? -near : near;
}

/**
 * Digits after the point beyond the scale are rounded away; too many before it are refused.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/primitive_data_types.htm
 */
export function numberConverter(field: FieldDef, reading: Reading): Convert {
  const whole = field.type === 'int';
  const scale = whole ? 0 : (field.scale ?? 18);
  const wholeDigits = whole ? Math.min(field.precision ?? 9, 9) : (field.precision ?? 18) - scale;
  const form = whole ? wholeForm : decimalForm;
  const most = 10 ** wholeDigits;
  const factor = 10 ** scale;
  return (cell) => {
    if (cell === null) return null;
    let value: number;
    if (typeof cell === 'number') value = cell;
    else if (typeof cell === 'bigint') value = Number(cell);
    else if (typeof cell === 'string') {
      const text = trimmed(cell);
      if (text === '') return reading.json ? mismatch(cell, field) : null;
      value = text.length <= 15 ? digits(text, 0, text.length) : Number.NaN;
      if (Number.isNaN(value)) {
        if (!form.test(text)) return notOfType(cell, field, reading);
        value = Number(text);
      }
    } else return notOfType(cell, field, reading);
    if (whole && !Number.isInteger(value)) return notOfType(cell, field, reading);
    if (!Number.isInteger(value) && scale < 15) value = rounded(value, factor);
    if (value >= most || value <= -most) {
      return new Bad(
        'NUMBER_OUTSIDE_VALID_RANGE',
        `${field.label}: value outside of valid range on numeric field: ${String(cell)}`,
        field,
      );
    }
    // Minus nothing is nothing.
    return value === 0 ? 0 : value;
  };
}
