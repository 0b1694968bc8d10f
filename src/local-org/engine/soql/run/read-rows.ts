import type { Store, Stored } from '../../records/store/store.ts';
import type { AggregatePlan, Output, ParentPlaces, RowPlan } from '../plan/plan.ts';

export type WireRecord = Record<string, unknown>;

const attributes = (type: string, object: string, id: Stored, apiVersion: string) => ({
  type,
  url: `/services/data/v${apiVersion}/sobjects/${object}/${id}`,
});

/** What is read of the database for one query, in wire form. */
export interface Reader {
  record(row: readonly Stored[]): WireRecord;
}

/** Where the rest of the children of one row are to be had, when they are too many for one page. */
export interface ChildPages {
  readonly size: (plan: RowPlan) => number;
  /** The address of the next page. */
  readonly keep: (plan: RowPlan, ids: readonly string[]) => string;
}

export function openReader(store: Store, plan: RowPlan, apiVersion: string, pages?: ChildPages): Reader {
  const children = new Map<RowPlan, (parentId: string) => unknown>();

  function childResult(child: RowPlan): (parentId: string) => unknown {
    const reader = openReader(store, child, apiVersion, pages);
    const limit =
      child.limit === undefined && child.offset === undefined
        ? ''
        : ` LIMIT ${child.limit ?? -1}${child.offset === undefined ? '' : ` OFFSET ${child.offset}`}`;
    const statement = store.prepare(
      `SELECT ${child.select} FROM ${child.from} WHERE ${child.parentField} = ? AND ${child.where}${child.order}${limit}`,
    );
    return (parentId) => {
      const rows = statement.rows(parentId, ...child.values);
      if (rows.length === 0) return null;
      const shown = pages ? rows.slice(0, pages.size(child)) : rows;
      const records = shown.map((row) => reader.record(row));
      if (!pages || shown.length === rows.length) return { totalSize: rows.length, done: true, records };
      const nextRecordsUrl = pages.keep(
        child,
        rows.map(([id]) => String(id)),
      );
      return { totalSize: rows.length, done: false, nextRecordsUrl, records };
    };
  }

  function parentRecord(parent: ParentPlaces, outputs: readonly Output[], row: readonly Stored[]): WireRecord | null {
    const id = row[parent.idPlace] ?? null;
    if (id === null) return null;
    const { name } = parent.object;
    // A row of one object or another is shown as a Name, and its address tells what it is.
    const at =
      parent.typePlace === undefined ? name : String(row[parent.typePlace] ?? name).replace(/^Queue$/, 'Group');
    return fill({ attributes: attributes(name, at, id, apiVersion) }, outputs, row);
  }

  function typeofRecord(output: Extract<Output, { kind: 'typeof' }>, row: readonly Stored[]): WireRecord | null {
    const own = output.cases.find(({ idPlace }) => (row[idPlace] ?? null) !== null);
    if (!own) return parentRecord(output.parent, output.otherwise ?? [], row);
    const id = row[own.idPlace] ?? null;
    return fill({ attributes: attributes(own.object.name, own.object.name, id, apiVersion) }, own.outputs, row);
  }

  function fill(into: WireRecord, outputs: readonly Output[], row: readonly Stored[]): WireRecord {
    for (const output of outputs) {
      switch (output.kind) {
        case 'value':
          into[output.key] = output.show(row[output.place] ?? null);
          break;
        case 'compound': {
          const parts = [...output.places].map(([part, place]) => [part, row[place] ?? null] as const);
          into[output.key] = parts.every(([, value]) => value === null) ? null : Object.fromEntries(parts);
          break;
        }
        case 'parent':
          into[output.key] = parentRecord(output.parent, output.outputs, row);
          break;
        case 'typeof':
          into[output.key] = typeofRecord(output, row);
          break;
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

  const { name } = plan.object;
  return {
    record: (row) => fill({ attributes: attributes(name, name, row[0] ?? null, apiVersion) }, plan.outputs, row),
  };
}

/** The rows of an aggregate query, in wire form. */
export function aggregateRecords(store: Store, plan: AggregatePlan): WireRecord[] {
  return store
    .prepare(plan.sql)
    .rows(...plan.values)
    .map((row) => {
      const record: WireRecord = { attributes: { type: 'AggregateResult' } };
      for (const [place, { name, show }] of plan.columns.entries()) record[name] = show(row[place] ?? null);
      return record;
    });
}
