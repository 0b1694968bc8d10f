import { idMaker } from '../../ids.ts';
import type { FieldDef, ObjectDef } from '../../types.ts';
import type { Store } from './store.ts';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Below it are the Ids that sample data gives itself. */
const firstSerial = 1_000_001;

/** Histories of all objects share one key prefix: each begins in a range of its own. */
function historySerial(object: string): number {
  let range = 0;
  for (let place = 0; place < object.length; place++) range = (range * 31 + object.charCodeAt(place)) % 999_983;
  return (range + 1) * 1_000_000_000 + firstSerial;
}

/** Hands out Ids and auto-numbers, going on after the highest that is kept. */
export interface Serials {
  nextId(object: ObjectDef): string;
  /** Hands out the numbers of a field. */
  numbers(object: ObjectDef, field: FieldDef): () => number;
  /** Takes back the Id, and the numbers of these fields, that were handed out last: the row was not made. */
  takeBack(object: ObjectDef, numbered: readonly FieldDef[]): void;
  forget(): void;
}

/** The running number inside an Id. */
function serialOf(id: string): number {
  let serial = 0;
  for (const digit of id.slice(6, 15)) serial = serial * 62 + alphabet.indexOf(digit);
  return serial;
}

export function openSerials(store: Store): Serials {
  const ids = new Map<string, { next: number; readonly make: (serial: number) => string }>();
  const numbers = new Map<string, number>();

  /** An Id is not given twice, though its row be gone for good. */
  function firstFree(object: ObjectDef): number {
    const known = [`SELECT max(Id) FROM "${object.name}"`, `SELECT max(id) FROM _bin WHERE object = '${object.name}'`];
    const used = known.map((sql) => store.prepare(sql).row()?.[0]);
    const first = object.historyOf === undefined ? firstSerial : historySerial(object.historyOf);
    return Math.max(first, ...used.map((id) => (typeof id === 'string' ? serialOf(id) + 1 : 0)));
  }

  function firstNumber(object: ObjectDef, field: FieldDef): number {
    const start = numberPlace(field.autoNumber?.format ?? '');
    const highest = store
      .prepare(`SELECT max(CAST(substr("${field.name}", ?) AS INTEGER)) FROM "${object.name}"`)
      .row(start + 1)?.[0];
    return typeof highest === 'number' ? highest + 1 : (field.autoNumber?.start ?? 1);
  }

  return {
    nextId(object) {
      let serial = ids.get(object.name);
      if (serial === undefined) {
        serial = { next: firstFree(object), make: idMaker(object.keyPrefix) };
        ids.set(object.name, serial);
      }
      return serial.make(serial.next++);
    },
    numbers(object, field) {
      const key = `${object.name}.${field.name}`;
      return () => {
        const next = numbers.get(key) ?? firstNumber(object, field);
        numbers.set(key, next + 1);
        return next;
      };
    },
    takeBack(object, numbered) {
      const serial = ids.get(object.name);
      if (serial !== undefined) serial.next -= 1;
      for (const field of numbered) {
        const key = `${object.name}.${field.name}`;
        const next = numbers.get(key);
        if (next !== undefined) numbers.set(key, next - 1);
      }
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

/** Where the running number begins, behind whatever date comes before it. */
function numberPlace(format: string): number {
  const before = format.slice(0, Math.max(0, format.search(/\{0*\}/)));
  return before.replace(/\{(\w+)\}/g, '$1').length;
}

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
