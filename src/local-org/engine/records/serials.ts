import { idOf } from '../ids.ts';
import type { FieldDef, ObjectDef } from '../types.ts';
import type { Store } from './store.ts';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Below it are the Ids that sample data gives itself. */
const firstSerial = 1_000_001;

/** Hands out Ids and auto-numbers, going on after the highest that is kept. */
export interface Serials {
  nextId(object: ObjectDef): string;
  nextNumber(object: ObjectDef, field: FieldDef): number;
  forget(): void;
}

/** The running number inside an Id. */
function serialOf(id: string): number {
  let serial = 0;
  for (const digit of id.slice(6, 15)) serial = serial * 62 + alphabet.indexOf(digit);
  return serial;
}

export function openSerials(store: Store): Serials {
  const ids = new Map<string, number>();
  const numbers = new Map<string, number>();
  return {
    nextId(object) {
      let next = ids.get(object.name);
      if (next === undefined) {
        const highest = store.prepare(`SELECT max(Id) FROM "${object.name}"`).row()?.[0];
        next = Math.max(firstSerial, typeof highest === 'string' ? serialOf(highest) + 1 : 0);
      }
      ids.set(object.name, next + 1);
      return idOf(object.keyPrefix, next);
    },
    nextNumber(object, field) {
      const key = `${object.name}.${field.name}`;
      let next = numbers.get(key);
      if (next === undefined) {
        const start = (field.autoNumber?.format ?? '').indexOf('{');
        const highest = store
          .prepare(`SELECT max(CAST(substr("${field.name}", ?) AS INTEGER)) FROM "${object.name}"`)
          .row(start + 1)?.[0];
        next = typeof highest === 'number' ? highest + 1 : 1;
      }
      numbers.set(key, next + 1);
      return next;
    },
    forget() {
      ids.clear();
      numbers.clear();
    },
  };
}

const datePart: Readonly<Record<string, readonly [number, number]>> = {
  YYYY: [0, 4],
  YY: [2, 4],
  MM: [5, 7],
  DD: [8, 10],
};

/** `HAU-{0000000}` and 12 make `HAU-0000012`. */
export function autoNumberText(format: string): (serial: number, now: number) => string {
  const parts = format.split(/\{([^}]*)\}/);
  const parted = parts.map((part, place) => ({ part, variable: place % 2 === 1, date: datePart[part.toUpperCase()] }));
  return (serial, now) => {
    let text = '';
    for (const { part, variable, date } of parted) {
      if (!variable) text += part;
      else if (date) text += new Date(now).toISOString().slice(...date);
      else text += String(serial).padStart(part.length, '0');
    }
    return text;
  };
}
