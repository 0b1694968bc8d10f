import { isId, to18 } from '../../ids.ts';
import type { ApiErrorEntry, MergeOutcome, MergeRequest, ObjectDef } from '../../types.ts';
import type { RecordContext } from '../context.ts';
import { openWriter } from '../open-writer.ts';
import { tidyRelations } from '../rules/direct-relation.ts';
import { childrenOf, isSoft, type Link, linksTo } from './links.ts';
import { markDeleted, setLookup } from './mark-deleted.ts';

const mergeable = ['Account', 'Contact', 'Lead', 'Case', 'Individual'];

class Undone extends Error {
  readonly errors: readonly ApiErrorEntry[];

  constructor(...errors: readonly ApiErrorEntry[]) {
    super(errors[0]?.message);
    this.errors = errors;
  }
}

const trouble = (code: string, message: string, ...fields: string[]) => new Undone({ code, message, fields });

/**
 * Joins one or two rows into a third: it keeps its own values and takes those that it is given, the others go to the
 * bin with MasterRecordId naming it, and their children become its own, which moves their SystemModstamp.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_merge.htm
 */
export function merge(context: RecordContext, { object: name, master, losers }: MergeRequest): MergeOutcome {
  try {
    return context.store.transaction(() => {
      const object = objectToMerge(context, name);
      const id = living(context, object, master.Id, 'masterRecord');
      const others = losers.map((loser) => living(context, object, loser, 'recordToMergeIds'));
      if (others.length < 1 || others.length > 2)
        throw trouble('INVALID_NUM_1_OF', 'One or two records can be merged into a master record.');
      if (new Set([id, ...others]).size <= others.length)
        throw trouble('DUPLICATE_VALUE', 'The same record cannot be merged twice, or into itself.');
      save(context, object, { ...master, Id: id });
      for (const other of others) {
        const remover = { object: object.name, operation: 'delete', columns: ['Id'] } as const;
        openWriter(context, { ...remover, cells: 'json', dialect: 'rest' });
        if (context.locks.heldByOther(other))
          throw trouble(
            'UNABLE_TO_LOCK_ROW',
            `unable to obtain exclusive access to this record or 1 records: ${other}`,
          );
      }
      const updatedRelatedIds = others.flatMap((other) => takeChildren(context, object, other, id));
      for (const other of others) retire(context, object, other, id);
      tidyRelations(context, object.name, id);
      return { status: 'done', id, mergedRecordIds: others, updatedRelatedIds };
    });
  } catch (error) {
    if (error instanceof Undone) return { status: 'refused', id: master.Id, errors: error.errors };
    throw error;
  }
}

function objectToMerge(context: RecordContext, name: string): ObjectDef {
  const object = mergeable.some((each) => each.toLowerCase() === name.toLowerCase())
    ? context.schema.object(name)
    : undefined;
  if (object !== undefined) return object;
  throw trouble('INVALID_TYPE', `merge is not supported for entity type ${name}`);
}

function living({ store }: RecordContext, object: ObjectDef, id: string, what: string): string {
  if (!isId(id)) throw trouble('MALFORMED_ID', `malformed id ${id}`, what);
  const full = to18(id.slice(0, 15));
  const row = full.startsWith(object.keyPrefix)
    ? store.prepare(`SELECT IsDeleted FROM "${object.name}" WHERE Id = ?`).row(full)
    : undefined;
  if (row === undefined) throw trouble('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', what);
  if (row[0] === 1) throw trouble('ENTITY_IS_DELETED', 'entity is deleted', what);
  return full;
}

function save(context: RecordContext, object: ObjectDef, row: Readonly<Record<string, unknown>>): void {
  const columns = Object.keys(row);
  const writer = openWriter(context, {
    object: object.name,
    operation: 'update',
    columns,
    cells: 'json',
    dialect: 'rest',
  });
  const outcome = writer.write(Object.values(row));
  if (outcome.status === 'refused') throw new Undone(...outcome.errors);
}

/** Lookups to the row that goes lead to the one that stays; to itself it gets none. */
function takeChildren(context: RecordContext, object: ObjectDef, from: string, to: string): string[] {
  const moved: string[] = [];
  for (const link of linksTo(context, object)) {
    for (const id of childrenOf(context, link, from, false)) {
      setLookup(context, { object: link.child.name, field: link.field.name, id }, id === to ? null : to);
      if (id !== to && isRelated(link)) moved.push(id);
    }
  }
  return moved;
}

const isRelated = ({ child }: Link): boolean => child.permissionable;

function retire(context: RecordContext, object: ObjectDef, id: string, master: string): void {
  markDeleted(context, object, id, true);
  context.store.prepare(`UPDATE "${object.name}" SET MasterRecordId = ? WHERE Id = ?`).run(master, id);
  if (isSoft(object)) context.bin.add({ object: object.name, id }, id, context.stamp(), false);
}
