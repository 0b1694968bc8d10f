import type { Condition } from '../../src/config/metric-settings.ts';
import type { PlainRow } from './plain-export.ts';

/** Whether an event of a user meets a condition. */
export function holds({ property, test, value }: Condition, event: PlainRow, user: PlainRow): boolean {
  const has = property.startsWith('user.') ? user[property.slice('user.'.length)] : event[property];
  const set = has !== null && has !== undefined && has !== '';
  switch (test) {
    case 'is':
      return set && String(has) === String(value);
    case 'is-not':
      return String(has ?? '') !== String(value);
    case 'one-of':
      return set && Array.isArray(value) && value.map(String).includes(String(has));
    case 'contains':
      return set && String(has).includes(String(value));
    case 'starts-with':
      return set && String(has).startsWith(String(value));
    case 'above':
      return set && Number(has) > Number(value);
    case 'below':
      return set && Number(has) < Number(value);
    case 'exists':
      return set === (value !== false);
  }
}
