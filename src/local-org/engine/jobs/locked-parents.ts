import { to18 } from '../ids.ts';
import type { Engine, FieldDef, ObjectDef } from '../types.ts';

/** Rows of one internal transaction: while it is at work, the parents of its rows are locked. */
const chunkRows = 200;

interface ParentColumn {
  readonly place: number;
  readonly parent: ObjectDef;
  /** What finds the parent; none when the cell is its Id. */
  readonly key: FieldDef | undefined;
}

/**
 * The parents that a job locks while it works on their children, so that another job or request that meets them is
 * refused. Only lookups that keep a parent from being deleted, or delete its children along with it, lock it.
 * https://resources.docs.salesforce.com/latest/latest/en-us/sfdc/pdf/record_locking_cheatsheet.pdf
 */
export class LockedParents {
  readonly #engine: Engine;
  readonly #owner: string;
  #columns: readonly ParentColumn[] = [];
  #rows = 0;
  readonly #met = new Map<ParentColumn, Set<string>>();

  constructor(engine: Engine, owner: string) {
    this.#engine = engine;
    this.#owner = owner;
  }

  /** The columns of the rows to come. */
  open(object: string, columns: readonly string[]): void {
    this.#columns = columns.flatMap((name, place) => parentColumn(this.#engine, object, name, place));
    this.#met.clear();
  }

  /** A row of theirs was written. */
  wrote(cells: readonly unknown[]): void {
    if (this.#columns.length === 0) return;
    if (this.#rows++ % chunkRows === 0) this.#met.clear();
    for (const column of this.#columns) {
      const cell = cells[column.place];
      if (typeof cell !== 'string' || cell === '') continue;
      const cellsMet = this.#met.get(column);
      if (cellsMet === undefined) this.#met.set(column, new Set([cell]));
      else cellsMet.add(cell);
    }
  }

  /** Keeps the parents of the chunk at work while others get their turn, and lets go of those before it. */
  hold(): void {
    if (this.#columns.length === 0) return;
    this.release();
    const ids = [...this.#met].flatMap(([column, cells]) => parentIds(this.#engine, column, cells));
    this.#engine.locks.hold(this.#owner, ids);
  }

  release(): void {
    this.#engine.locks.release(this.#owner);
  }
}

const locks = (field: FieldDef): boolean =>
  field.deleteConstraint === 'Restrict' || field.deleteConstraint === 'Cascade';

function parentColumn({ schema }: Engine, object: string, name: string, place: number): ParentColumn[] {
  const [path = '', keyName] = name.split('.');
  const fields = [...(schema.object(object)?.fields.values() ?? [])].filter(locks);
  const field =
    keyName === undefined
      ? fields.find((one) => one.name.toLowerCase() === path.toLowerCase())
      : fields.find((one) => one.relationshipName?.toLowerCase() === path.toLowerCase());
  const parent = schema.object(field?.referenceTo?.[0] ?? '');
  if (field === undefined || parent === undefined) return [];
  const key = keyName === undefined ? undefined : schema.field(parent.name, keyName);
  return keyName !== undefined && key === undefined ? [] : [{ place, parent, key }];
}

function parentIds(engine: Engine, { parent, key }: ParentColumn, cells: ReadonlySet<string>): string[] {
  if (key === undefined || key.type === 'id') return [...cells].map(to18);
  const texts = [...cells].map((cell) => `'${cell.replaceAll(/['\\]/g, '\\$&')}'`);
  const query = `SELECT Id FROM ${parent.name} WHERE ${key.name} IN (${texts.join(', ')})`;
  const { records } = engine.system().query(query, { apiVersion: '67.0' });
  return records.map(({ Id }) => String(Id));
}
