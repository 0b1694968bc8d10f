import { sizes } from './limits.ts';
import { invalid } from './refused.ts';

/** Property names and their values. */
export type Properties = Readonly<Record<string, string | number>>;

/**
 * Keys and values of fewer than 1024 characters, values strings or numbers, and no key `id` in any casing. A value of
 * another kind (null, true, an array, an object) is refused, and so is an empty key: no page says what becomes of them.
 * Believed. https://developers.heap.io/reference/add-user-properties
 */
export function readProperties(value: unknown, where: string, may: { readonly id?: boolean } = {}): Properties {
  if (value === undefined || value === null) throw invalid(`${where}properties is missing.`);
  if (typeof value !== 'object' || Array.isArray(value)) throw invalid(`${where}properties has to be a JSON object.`);
  for (const [key, inner] of Object.entries(value)) {
    const isGood = typeof inner === 'string' ? inner.length <= sizes.property : Number.isFinite(inner);
    const isKey = key.length > 0 && key.length <= sizes.property && (may.id === true || !isReserved(key));
    if (!isGood || !isKey || !key.isWellFormed()) throw invalidProperty(key, inner, where);
  }
  return value as Properties;
}

/** "… cannot be named all casings of id (ID, Id, iD, id) as it clashes with internal variables." */
const isReserved = (key: string): boolean => key.length === 2 && key.toLowerCase() === 'id';

function invalidProperty(key: string, value: unknown, where: string): Error {
  if (key === '') return invalid(`${where}properties has an empty key.`);
  if (isReserved(key)) return invalid(`${where}properties.${key}: no property may be named id, in any casing.`);
  if (!key.isWellFormed()) return invalid(`${where}properties has a key with half of a character.`);
  const fewer = `fewer than ${sizes.property + 1} characters`;
  if (key.length > sizes.property)
    return invalid(`${where}properties.${key.slice(0, 60)}…: the key has ${key.length} characters; it needs ${fewer}.`);
  const is = typeof value === 'string' ? `has ${value.length} characters` : `is ${kindOf(value)}`;
  return invalid(`${where}properties.${key}: the value ${is}; it has to be a number, or a string with ${fewer}.`);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'number') return 'beyond all numbers';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
