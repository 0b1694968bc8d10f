import type { Prepared } from '../../../../base/sqlite.ts';
import type { ObjectDef } from '../../types.ts';
import type { RecordContext } from '../context.ts';
import type { Stored } from '../store/store.ts';
import type { WriteColumn } from './write-columns.ts';

export interface UpdatePlan {
  /** Required fields that the row would leave empty. */
  emptied(values: readonly (Stored | undefined)[]): readonly string[];
  /** Writes the cells that are filled, except the key's, into the row at this place of the table. */
  run(values: readonly (Stored | undefined)[], row: Stored): void;
  /** Writes them into the row with this key if its lookups stay as they are, and gives its Id; nothing otherwise. */
  byKey(where: string): (values: readonly (Stored | undefined)[]) => string | undefined;
}

const none: readonly string[] = [];
const stampNames = ['LastModifiedDate', 'LastModifiedById', 'SystemModstamp'];

/** Works out once what a change needs; makes one statement for each set of cells that rows fill. */
export function updatePlan(
  context: RecordContext,
  object: ObjectDef,
  columns: readonly WriteColumn[],
  keyPlace: number,
): UpdatePlan {
  const { store, rights, platform, stamp } = context;
  const given = new Set(columns.map(({ field }) => field.name));
  const stamps = stampNames.filter((name) => object.fields.has(name.toLowerCase()) && !given.has(name));
  const stampSets = stamps.map((name) =>
    name === 'LastModifiedById' ? `"${name}" = '${rights.userId}'` : `"${name}" = ?`,
  );
  // A key that may not be changed only serves to find the row.
  const settable = columns.map(
    ({ field }, place) => place !== keyPlace && field.type !== 'id' && (platform || field.updatable),
  );
  const required = columns.flatMap(({ field }, place) => (field.required ? [{ name: field.name, place }] : []));

  const byPlace = statementsByShape(settable, (filled) => {
    const names = columns.filter((_, place) => filled[place]).map(({ field }) => field.name);
    const sets = [...names.map((name) => `"${name}" = ?`), ...stampSets];
    // Nothing to set is still a good change of a row without stamps.
    return store.prepare(`UPDATE "${object.name}" SET ${sets.join(', ') || 'Id = Id'} WHERE rowid = ?`);
  });

  function bindStamps(bound: Stored[]): void {
    const now = stamp();
    for (const name of stamps) if (name !== 'LastModifiedById') bound.push(now);
  }

  /** Lookups are not set but compared: setting one would cost its index, and its target would have to be looked for. */
  function unlessMoved(filled: readonly boolean[], where: string): string {
    const used = columns.filter((_, place) => filled[place]).map(({ field }) => field);
    const plain = used.filter(({ type }) => type !== 'reference').map(({ name }) => `"${name}" = ?`);
    const sets = [...plain, ...stampSets].join(', ') || 'Id = Id';
    const same = used.filter(({ type }) => type === 'reference').map(({ name }) => `"${name}" IS ? AND `);
    return `UPDATE "${object.name}" SET ${sets} WHERE ${same.join('')}${where} RETURNING Id`;
  }

  return {
    emptied(values) {
      let emptied = none;
      for (const { name, place } of required) if (values[place] === null) emptied = [...emptied, name];
      return emptied;
    },
    run(values, row) {
      const bound: Stored[] = [];
      for (let place = 0; place < columns.length; place++) {
        const value = values[place];
        if (value !== undefined && settable[place]) bound.push(value);
      }
      bindStamps(bound);
      bound.push(row);
      byPlace(values).run(...bound);
    },
    byKey(where) {
      const statementFor = statementsByShape(settable, (filled) => store.prepare(unlessMoved(filled, where)));
      const isLookup = columns.map(({ field }) => field.type === 'reference');
      return (values) => {
        const bound: Stored[] = [];
        const lookups: Stored[] = [];
        for (let place = 0; place < columns.length; place++) {
          const value = values[place];
          if (value !== undefined && settable[place]) (isLookup[place] ? lookups : bound).push(value);
        }
        bindStamps(bound);
        bound.push(...lookups, values[keyPlace] ?? null);
        const row = statementFor(values).row(...bound);
        return row && String(row[0]);
      };
    },
  };
}

/** One statement for each set of cells that rows fill: those of one job mostly fill the same, and the last is right again. */
function statementsByShape(
  settable: readonly boolean[],
  make: (filled: readonly boolean[]) => Prepared,
): (values: readonly (Stored | undefined)[]) => Prepared {
  const filled = settable.map(() => false);
  const made = new Map<string, Prepared>();
  let last: Prepared | undefined;
  return (values) => {
    let isSame = last !== undefined;
    for (let place = 0; place < filled.length; place++) {
      const fills = values[place] !== undefined && settable[place]!;
      if (filled[place] === fills) continue;
      filled[place] = fills;
      isSame = false;
    }
    if (last !== undefined && isSame) return last;
    const shape = filled.map(Number).join('');
    last = made.get(shape) ?? make(filled);
    made.set(shape, last);
    return last;
  };
}
