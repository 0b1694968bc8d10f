import { to18 } from '../../ids.ts';
import type { FieldDef } from '../../types.ts';
import { Bad, type Convert, mismatch, type Reading, trimmed } from './bad.ts';

/** What XML cannot carry is dropped, as the platform drops it. Not documented; believed. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const unprintable = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;
const allUnprintable = new RegExp(unprintable, 'g');

/** A surrogate pair is not cut in two. */
function cut(text: string, most: number): string {
  const last = text.charCodeAt(most - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? most - 1 : most);
}

/**
 * Texts are trimmed, and refused when they are longer than the field, unless the request allows them to be cut off.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_header_allowfieldtruncation.htm
 */
export function textConverter(field: FieldDef, reading: Reading): Convert {
  const most = field.length ?? 255;
  return (cell) => {
    if (cell === null) return null;
    if (typeof cell !== 'string') {
      if (reading.json) return mismatch(cell, field);
      return String(cell);
    }
    let text = trimmed(cell);
    if (unprintable.test(text)) text = trimmed(text.replaceAll(allUnprintable, ''));
    if (text.length > most) {
      if (reading.truncate) return trimmed(cut(text, most));
      const shown = text.length > 100 ? text.slice(0, 100) : text;
      return new Bad('STRING_TOO_LONG', `${field.label}: data value too large: ${shown} (max length=${most})`, field);
    }
    return text === '' ? null : text;
  };
}

/** Nearly anything with an at sign and a host is let through. */
const emailForm = /^[^\s@<>(),;:"[\]\\]+@[^\s@.,;<>()"]+(?:\.[^\s@.,;<>()"]+)+$/;

export function emailConverter(field: FieldDef, reading: Reading): Convert {
  const text = textConverter(field, reading);
  return (cell) => {
    const value = text(cell);
    if (typeof value !== 'string' || emailForm.test(value)) return value;
    return new Bad('INVALID_EMAIL_ADDRESS', `${field.label}: invalid email address: ${value}`, field);
  };
}

const notOnList = (field: FieldDef, value: string) =>
  new Bad(
    'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
    `${field.label}: bad value for restricted picklist field: ${value}`,
    field,
  );

const known = (field: FieldDef) => new Map(field.picklist?.values.map((value) => [value.toLowerCase(), value]));

/** Values of the list come in any case and are kept in their own; others only where the list is open. */
export function picklistConverter(field: FieldDef, reading: Reading): Convert {
  const text = textConverter({ ...field, length: field.length ?? 255 }, reading);
  if (!field.picklist?.restricted) return text;
  const values = known(field);
  return (cell) => {
    const value = text(cell);
    return typeof value === 'string' ? (values.get(value.toLowerCase()) ?? notOnList(field, value)) : value;
  };
}

/**
 * Several values with semicolons between: each once, in the order of the list, with those that it does not have behind.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/field_types.htm
 */
export function multipicklistConverter(field: FieldDef, reading: Reading): Convert {
  const text = textConverter({ ...field, length: 4099 }, reading);
  const values = known(field);
  const order = new Map(field.picklist?.values.map((value, place) => [value, place]));
  const placeOf = (value: string) => order.get(value) ?? order.size;
  return (cell) => {
    const value = text(cell);
    if (typeof value !== 'string') return value;
    const parts = value
      .split(';')
      .map((part) => part.trim())
      .filter((part) => part !== '');
    const wrong = field.picklist?.restricted ? parts.find((part) => !values.has(part.toLowerCase())) : undefined;
    if (wrong !== undefined) return notOnList(field, wrong);
    const chosen = new Set(parts.map((part) => values.get(part.toLowerCase()) ?? part));
    return chosen.size === 0 ? null : [...chosen].sort((a, b) => placeOf(a) - placeOf(b)).join(';');
  };
}

/** The 18-character form of what looks like an Id; whether such a row exists is asked later. */
export function idConverter(field: FieldDef, { json }: Reading): Convert {
  return (cell) => {
    if (cell === null) return null;
    if (typeof cell !== 'string')
      return json
        ? mismatch(cell, field)
        : new Bad('MALFORMED_ID', `${field.label}: id value of incorrect type: ${String(cell)}`, field);
    const text = trimmed(cell);
    if (text === '') return null;
    return text.length === 15 ? to18(text) : text;
  };
}
