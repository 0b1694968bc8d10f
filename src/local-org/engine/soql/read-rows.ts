import type { Store, Stored } from '../records/store.ts';
import { wireValue } from '../records/wire-value.ts';
import type { ObjectDef } from '../types.ts';
import type { AggregatePlan, Output, RowPlan } from './plan.ts';

export type WireRecord = Record<string, unknown>;

const attributes = (object: ObjectDef, id: Stored, apiVersion: string) => ({
  type: object.name,
  url: `/services/data/v${apiVersion}/sobjects/${object.name}/${id}`,
});

/** What is read of the database for one query, in wire form. */
export interface Reader {
  record(row: readonly Stored[]): WireRecord;
}

export function openReader(store: Store, plan: RowPlan, apiVersion: string): Reader {
  const children = new Map<RowPlan, (parentId: string) => unknown>();

  function childResult(child: RowPlan): (parentId: string) => unknown {
    const reader = openReader(store, child, apiVersion);
    const limit = child.limit === undefined ? '' : ` LIMIT ${child.limit}`;
    const statement = store.prepare(
      `SELECT ${child.select} FROM ${child.from} WHERE ${child.parentField} = ? AND ${child.where} ORDER BY ${child.order}${limit}`,
    );
    return (parentId) => {
      const rows = statement.rows(parentId, ...child.values);
      if (rows.length === 0) return null;
      return { totalSize: rows.length, done: true, records: rows.map((row) => reader.record(row)) };
    };
  }

  function fill(into: WireRecord, outputs: readonly Output[], row: readonly Stored[]): WireRecord {
    for (const output of outputs) {
      switch (output.kind) {
        case 'value': {
          const value = wireValue(output.type, row[output.place] ?? null);
          into[output.key] = output.text && value !== null ? String(value) : value;
          break;
        }
        case 'address': {
          const parts = [...output.places].map(([part, place]) => [part, row[place] ?? null] as const);
          into[output.key] = parts.every(([, value]) => value === null) ? null : Object.fromEntries(parts);
          break;
        }
        case 'parent': {
          const id = row[output.idPlace] ?? null;
          into[output.key] =
            id === null ? null : fill({ attributes: attributes(output.object, id, apiVersion) }, output.outputs, row);
          break;
        }
        case 'children': {
          let read = children.get(output.plan);
          if (!read) {
            read = childResult(output.plan);
            children.set(output.plan, read);
          }
          into[output.key] = read(String(row[0]));
        }
      }
    }
    return into;
  }

  return {
    record: (row) => fill({ attributes: attributes(plan.object, row[0] ?? null, apiVersion) }, plan.outputs, row),
  };
}

/** The rows of an aggregate query, in wire form. */
export function aggregateRecords(store: Store, plan: AggregatePlan): WireRecord[] {
  return store
    .prepare(plan.sql)
    .rows(...plan.values)
    .map((row) => {
      const record: WireRecord = { attributes: { type: 'AggregateResult' } };
      for (const { name, place, type } of plan.flat) record[name] = wireValue(type, row[place] ?? null);
      return record;
    });
}
