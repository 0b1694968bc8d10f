import type { ObjectDef } from '../../types.ts';
import type { RecordContext } from '../context.ts';
import type { Prepared, Stored } from '../store/store.ts';
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

  // Rows of one job mostly fill the same cells: the last statement is nearly always the right one.
  const statements = new Map<string, Prepared>();
  let filledBefore: string | undefined;
  let statementBefore: Prepared | undefined;

  function statementFor(filled: string): Prepared {
    if (statementBefore && filled === filledBefore) return statementBefore;
    let statement = statements.get(filled);
    if (!statement) {
      const names = columns.filter((_, place) => filled[place] === '1').map(({ field }) => field.name);
      const sets = [...names.map((name) => `"${name}" = ?`), ...stampSets];
      // Nothing to set is still a good change of a row without stamps.
      statement = store.prepare(`UPDATE "${object.name}" SET ${sets.join(', ') || 'Id = Id'} WHERE rowid = ?`);
      statements.set(filled, statement);
    }
    filledBefore = filled;
    statementBefore = statement;
    return statement;
  }

  function bindStamps(bound: Stored[]): void {
    const now = stamp();
    for (const name of stamps) if (name !== 'LastModifiedById') bound.push(now);
  }

  /** Lookups are not set but compared: setting one would cost its index, and its target would have to be looked for. */
  function unlessMoved(filled: string, where: string): string {
    const used = columns.filter((_, place) => filled[place] === '1').map(({ field }) => field);
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
      let filled = '';
      const bound: Stored[] = [];
      for (let place = 0; place < columns.length; place++) {
        const value = values[place];
        const used = value !== undefined && settable[place]!;
        filled += used ? '1' : '0';
        if (used) bound.push(value);
      }
      bindStamps(bound);
      bound.push(row);
      statementFor(filled).run(...bound);
    },
    byKey(where) {
      const found = new Map<string, Prepared>();
      return (values) => {
        let filled = '';
        const bound: Stored[] = [];
        const lookups: Stored[] = [];
        for (let place = 0; place < columns.length; place++) {
          const value = values[place];
          const used = value !== undefined && settable[place]!;
          filled += used ? '1' : '0';
          if (used) (columns[place]!.field.type === 'reference' ? lookups : bound).push(value);
        }
        let statement = found.get(filled);
        if (statement === undefined) {
          statement = store.prepare(unlessMoved(filled, where));
          found.set(filled, statement);
        }
        bindStamps(bound);
        bound.push(...lookups, values[keyPlace] ?? null);
        const row = statement.row(...bound);
        return row && String(row[0]);
      };
    },
  };
}
