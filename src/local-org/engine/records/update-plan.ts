import type { ObjectDef } from '../types.ts';
import type { RecordContext } from './context.ts';
import type { Prepared, Stored } from './store.ts';
import type { WriteColumn } from './write-columns.ts';

export interface UpdatePlan {
  /** The first required field that the row would leave empty. */
  emptied(values: readonly (Stored | undefined)[]): string | undefined;
  /** Writes the cells that are filled, except the key's, into the row at this place of the table. */
  run(values: readonly (Stored | undefined)[], row: Stored, keyPlace: number): void;
}

const stampNames = ['LastModifiedDate', 'LastModifiedById', 'SystemModstamp'];

/** Works out once what a change needs; makes one statement for each set of cells that rows fill. */
export function updatePlan(context: RecordContext, object: ObjectDef, columns: readonly WriteColumn[]): UpdatePlan {
  const { store, rights, platform, clock } = context;
  const given = new Set(columns.map(({ field }) => field.name));
  const stamps = stampNames.filter((name) => object.fields.has(name.toLowerCase()) && !given.has(name));
  // A key that may not be changed only serves to find the row.
  const settable = columns.map(({ field }) => field.type !== 'id' && (platform || field.updatable));
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
      const sets = [...names, ...stamps].map((name) => `"${name}" = ?`);
      // Nothing to set is still a good change of a row without stamps.
      statement = store.prepare(`UPDATE "${object.name}" SET ${sets.join(', ') || 'Id = Id'} WHERE rowid = ?`);
      statements.set(filled, statement);
    }
    filledBefore = filled;
    statementBefore = statement;
    return statement;
  }

  return {
    emptied: (values) => required.find(({ place }) => values[place] === null)?.name,
    run(values, row, keyPlace) {
      let filled = '';
      const bound: Stored[] = [];
      for (let place = 0; place < columns.length; place++) {
        const value = values[place];
        const used = value !== undefined && place !== keyPlace && settable[place]!;
        filled += used ? '1' : '0';
        if (used) bound.push(value);
      }
      const now = Math.floor(clock.now().getTime() / 1000) * 1000;
      for (const stamp of stamps) bound.push(stamp === 'LastModifiedById' ? rights.userId : now);
      bound.push(row);
      statementFor(filled).run(...bound);
    },
  };
}
