import type { FieldDef } from '../../types.ts';
import type { Stored } from '../store/store.ts';
import { isoTimes } from './iso-time.ts';

const isoTime = isoTimes();

/** `2026-01-02T17:38:59.000+0000`, the form of REST answers. */
const wireDatetime = (milliseconds: number) => `${isoTime(milliseconds).slice(0, -1)}+0000`;

/** What a stored value is in JSON. A value of any type is kept as JSON. */
export function wireValue(type: FieldDef['type'], stored: Stored): string | number | boolean | null {
  if (stored === null) return null;
  if (type === 'boolean') return stored === 1;
  if (type === 'datetime') return wireDatetime(Number(stored));
  if (type === 'anyType') return JSON.parse(String(stored));
  return stored;
}

/** What a stored value is as text in the CSV of a Bulk query. */
export function flatValue(type: FieldDef['type'], stored: Stored): string {
  if (stored === null) return '';
  if (type === 'boolean') return stored === 1 ? 'true' : 'false';
  if (type === 'datetime') return isoTime(Number(stored));
  if (type === 'double' || type === 'currency' || type === 'percent') {
    return Number.isInteger(stored) ? `${stored}.0` : String(stored);
  }
  if (type === 'anyType') return String(JSON.parse(String(stored)));
  return String(stored);
}
