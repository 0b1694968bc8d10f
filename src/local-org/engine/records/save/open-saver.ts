import type { ApiErrorEntry, ObjectDef, RowOutcome, RowWriter, RowWriterOptions } from '../../types.ts';
import type { RecordContext } from '../context.ts';
import { refused } from '../refused.ts';
import { heldBy } from '../rules/held-by.ts';
import { historian } from '../rules/history.ts';
import { houseOf } from '../rules/house-rules.ts';
import { noRoom } from '../rules/room.ts';
import { lockedRow } from '../rules/row-locks.ts';
import { rowRules } from '../rules/row-rules.ts';
import { type RowView, rowViews } from '../rules/row-view.ts';
import type { Stored } from '../store/store.ts';
import { collation } from '../store/tables.ts';
import { Bad } from '../values/values.ts';
import { fastLanes } from './fast-lanes.ts';
import { type Found, isOutcome, rowFinder } from './find-row.ts';
import { insertPlan } from './insert-plan.ts';
import { saveKey } from './save-key.ts';
import { uniqueTrouble } from './unique-trouble.ts';
import { updatePlan } from './update-plan.ts';
import { checkReferences, readCells, writeColumns } from './write-columns.ts';

/** Creates, changes, or both by a key. Made for many rows: what can be known beforehand is worked out here, once. */
export function openSaver(context: RecordContext, object: ObjectDef, options: RowWriterOptions): RowWriter {
  const { store, rights, platform, locks, room } = context;
  const { operation, lockOwner } = options;
  const { columns, notWritable } = writeColumns(context, object, options);
  if (notWritable !== undefined) return { write: () => notWritable, keyOf: () => undefined };

  const key = saveKey(context, object, options, columns);
  const finder = rowFinder(context, object, key.field);
  const inserting = insertPlan(context, object, columns);
  const updating = updatePlan(context, object, columns, operation === 'upsert' ? key.place : -1);
  const house = houseOf(context, object);
  const rules = rowRules(context, object, options, columns, house);
  const history = platform ? undefined : historian(context, object, columns);
  const view =
    rules.length > 0 || history !== undefined ? rowViews(context, object, columns, inserting.initial) : undefined;
  const { create, edit } = rights.object(object);
  const values: (Stored | undefined)[] = columns.map(() => undefined);

  function update({ id, place }: Found): RowOutcome {
    if (!edit && !platform) {
      return refused('CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', `entity type cannot be updated: ${object.name}`, [], id);
    }
    const emptied = updating.emptied(values);
    if (emptied.length > 0) return missing(emptied, id);
    const row = view?.(id, values);
    const wrong = hindrance(id, row);
    if (wrong !== undefined) return { status: 'refused', id, errors: wrong };
    const changes = history && row && history.changesOf(row);
    try {
      updating.run(values, place);
    } catch (error) {
      return uniqueTrouble(store, object, error, valueIn, id);
    }
    if (changes !== undefined) history?.changed(id, changes);
    house?.saved(id);
    context.touched(object.name);
    return { status: 'done', id, created: false };
  }

  function insert(): RowOutcome {
    if (!create && !platform) {
      return refused('CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', `entity type cannot be inserted: ${object.name}`);
    }
    const empty = inserting.missing(values);
    if (empty.length > 0) return missing(empty);
    const wrong = hindrance(undefined, view?.(undefined, values));
    if (wrong !== undefined) return { status: 'refused', errors: wrong };
    if (room !== undefined && !platform && object.permissionable && !room.take())
      return { status: 'refused', errors: [noRoom] };
    let id: string;
    try {
      id = inserting.run(values);
    } catch (error) {
      return uniqueTrouble(store, object, error, valueIn);
    }
    history?.created(id);
    house?.saved(id);
    context.touched(object.name);
    return { status: 'done', id, created: true };
  }

  /** What keeps the row out: a lookup that leads nowhere, somebody else at work on it or its parents, a rule of its object. */
  function hindrance(id: string | undefined, row: RowView | undefined): readonly ApiErrorEntry[] | undefined {
    const lost = checkReferences(columns, values);
    if (lost !== undefined) return [lost];
    if (locks.othersHold(lockOwner)) {
      const held = heldBy(context, object, id, values, lockOwner);
      if (held !== undefined) return [lockedRow(held)];
    }
    if (row !== undefined) {
      for (const rule of rules) {
        const wrong = rule(row);
        if (wrong !== undefined) return wrong;
      }
    }
    return undefined;
  }

  function valueIn(name: string): Stored {
    const place = columns.findIndex(({ field }) => field.name === name);
    return values[place] ?? null;
  }

  // Rows of one load are mostly all new or all known: what the last one was is what the next one is tried as. The first is
  // tried as known, since a new one takes an Id and numbers, the next of which a large table has to be read for.
  let wasNew = false;
  const lanes =
    operation === 'upsert' && rules.length === 0 && (room === undefined || platform) && !history?.tracks
      ? fastLanes(context, object, key, inserting, updating)
      : undefined;

  function shortWay(): RowOutcome | undefined {
    if (lanes === undefined || locks.othersHold(lockOwner)) return undefined;
    if (values[key.place] === undefined || values[key.place] === null) return undefined;
    const id = (wasNew ? lanes.insert : lanes.update)(values);
    if (id === undefined) return undefined;
    if (wasNew) history?.created(id);
    context.touched(object.name);
    return { status: 'done', id, created: wasNew };
  }

  function upsert(): RowOutcome {
    const value = key.place < 0 ? undefined : values[key.place];
    if (value === undefined || value === null) {
      return key.field.type === 'id'
        ? insert()
        : refused('MISSING_ARGUMENT', `${key.field.name} not specified`, [key.field.name]);
    }
    const found = key.field.type === 'id' ? finder.byId(String(value)) : finder.byKey(value);
    wasNew = found === undefined;
    if (found === undefined) return insert();
    return isOutcome(found) ? found : update(found);
  }

  function change(): RowOutcome {
    const id = key.place < 0 ? undefined : values[key.place];
    if (id === undefined || id === null)
      return refused('MISSING_ARGUMENT', 'Id not specified in an update call', ['Id']);
    const found = finder.byId(String(id));
    return isOutcome(found) ? found : update(found);
  }

  const save = { insert, update: change, upsert: () => shortWay() ?? upsert() }[
    operation as 'insert' | 'update' | 'upsert'
  ];
  return {
    write(cells) {
      const bad = readCells(columns, cells, values);
      return bad === undefined ? save() : { status: 'refused', errors: [bad.entry] };
    },
    keyOf(cells) {
      const cell = key.place < 0 ? undefined : cells[key.place];
      const value = cell === undefined ? undefined : columns[key.place]!.read(cell);
      if (value === undefined || value === null || value instanceof Bad) return undefined;
      return collation(key.field) === 'NOCASE' ? String(value).toLowerCase() : String(value);
    },
  };
}

const missing = (names: readonly string[], id?: string): RowOutcome =>
  refused('REQUIRED_FIELD_MISSING', `Required fields are missing: [${names.join(', ')}]`, names, id);
