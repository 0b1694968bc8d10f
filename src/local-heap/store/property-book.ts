import type { Properties } from '../rules/read-properties.ts';
import type { Database } from './database.ts';

export type PropertyKind = 'user' | 'account' | 'event';

/** A property that was sent once. Text it holds as soon as one value was text. */
export interface Property {
  readonly id: number;
  readonly name: string;
  readonly holds: 'number' | 'text';
}

/** Numbers of properties and their values, one after the other: what a row keeps of its properties. */
export type Coded = (string | number)[];

/** The properties of all apps: each is made when its name is first sent, as Heap does. */
export class PropertyBook {
  readonly #db: Database;
  #kinds = new Map<string, Map<string, Property>>();

  constructor(db: Database) {
    this.#db = db;
    db.onRollback(() => this.#kinds.clear());
  }

  /** In the order in which they came to be. */
  of(app: number, kind: PropertyKind): readonly Property[] {
    return [...this.#load(app, kind).values()];
  }

  /** A row's properties with these among them: the last value of a name wins. */
  merge(app: number, kind: PropertyKind, kept: string | undefined, sent: Properties): string {
    const known = this.#load(app, kind);
    const coded: Coded = kept === undefined ? [] : JSON.parse(kept);
    const before = coded.length;
    for (const name in sent) {
      const value = sent[name]!;
      const { id } = this.#property(known, app, kind, name, value);
      put(coded, before, id, value);
    }
    return JSON.stringify(coded);
  }

  /** The same for properties that are written as rows keep them. */
  mergeKept(kept: string | undefined, sent: string): string {
    if (kept === undefined) return sent;
    const coded: Coded = JSON.parse(kept);
    const before = coded.length;
    for (const [id, value] of pairsOf(JSON.parse(sent))) put(coded, before, id, value);
    return JSON.stringify(coded);
  }

  /** Takes note that a property's values are not all numbers. */
  holdText(app: number, kind: PropertyKind, name: string): void {
    this.#property(this.#load(app, kind), app, kind, name, '');
  }

  /** Turns what rows keep back into names and values. */
  decoder(app: number, kind: PropertyKind): (kept: string) => Properties {
    const names = new Map(this.of(app, kind).map(({ id, name }) => [id, name]));
    return (kept) => Object.fromEntries(pairsOf(JSON.parse(kept)).map(([id, value]) => [names.get(id)!, value]));
  }

  #property(known: Map<string, Property>, app: number, kind: PropertyKind, name: string, value: unknown): Property {
    const found = known.get(name);
    if (found !== undefined && (found.holds === 'text' || typeof value === 'number')) return found;
    const holds = typeof value === 'number' ? 'number' : 'text';
    if (found === undefined) {
      const { lastInsertRowid } = this.#db
        .prepare('INSERT INTO property (app, kind, name, holds) VALUES (?, ?, ?, ?)')
        .run(app, kind, name, holds);
      known.set(name, { id: Number(lastInsertRowid), name, holds });
    } else {
      this.#db.prepare('UPDATE property SET holds = ? WHERE id = ?').run(holds, found.id);
      known.set(name, { ...found, holds });
    }
    return known.get(name)!;
  }

  #load(app: number, kind: PropertyKind): Map<string, Property> {
    const key = `${kind} ${app}`;
    const loaded = this.#kinds.get(key);
    if (loaded !== undefined) return loaded;
    const rows = this.#db
      .prepare('SELECT id, name, holds FROM property WHERE app = ? AND kind = ? ORDER BY id')
      .rows(app, kind);
    const properties = new Map(
      rows.map(([id, name, holds]) => [
        String(name),
        { id: Number(id), name: String(name), holds: holds === 'number' ? holds : 'text' } satisfies Property,
      ]),
    );
    this.#kinds.set(key, properties);
    return properties;
  }
}

/** `[7, 'Analyst', 9, 3]` is `[[7, 'Analyst'], [9, 3]]`. */
export function pairsOf(coded: Coded): (readonly [id: number, value: string | number])[] {
  return Array.from({ length: coded.length / 2 }, (_, at) => [Number(coded[2 * at]), coded[2 * at + 1]!]);
}

/** In the place that a property had among those of before, or at the end. */
function put(coded: Coded, before: number, id: number, value: string | number): void {
  for (let at = 0; at < before; at += 2) {
    if (coded[at] !== id) continue;
    coded[at + 1] = value;
    return;
  }
  coded.push(id, value);
}
