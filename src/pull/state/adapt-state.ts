import type { PullSettings } from '../../config/settings.ts';
import { fieldPaths, type Property } from '../../properties/property.ts';
import { beginningOf } from '../read/place.ts';
import type { Pulled } from '../read/selection.ts';
import { beginObject, pulledObjects, windowOf } from './begin-state.ts';
import { markGone } from './mark-gone.ts';
import type { ObjectState, PullState, Sweep } from './pull-state.ts';

/**
 * The state once describe has told what there is to read now. A field that is gone is read no more, one that was chosen
 * later or has come back is swept by itself over the same window, and a new join field has everything read anew.
 */
export function adaptState(state: PullState, seen: PullState['seen'], at: Date): PullState {
  const adapted = (object: Pulled): ObjectState | undefined => {
    const [now, before, known] = [seen[object], state.seen[object], state[object]];
    if (now === undefined) return undefined;
    const since = windowOf(object, state.since);
    const sameKey = before?.own['join_value'] === now.own['join_value'];
    if (known === undefined || !sameKey) return beginObject(now, { at, since });
    return withFields(withoutRetyped(known, before?.properties ?? [], now.properties), {
      wanted: fieldPaths(now.properties),
      asked: fieldPaths(before?.properties ?? []),
      since,
    });
  };
  const { relation: _, ...rest } = state;
  const relation = adapted('relation');
  return {
    ...rest,
    seen: markGone(seen, state, at),
    contact: adapted('contact') ?? state.contact,
    account: adapted('account') ?? state.account,
    ...(relation && { relation }),
  };
}

interface Fields {
  readonly wanted: readonly string[];
  /** Those that were wanted when a job was started that is still to be read. */
  readonly asked: readonly string[];
  /** From when on a field that is new is read. */
  readonly since: string;
}

function withFields(object: ObjectState, { wanted, asked, since }: Fields): ObjectState {
  const isWanted = new Set(wanted);
  const wereAsked = wanted.every((field) => asked.includes(field));
  const fields = object.fields.filter((field) => isWanted.has(field));
  const sweeps = object.sweeps.flatMap((sweep): Sweep[] => {
    // A sweep of all fields: a job that was started does not ask for one that came later.
    if (sweep.fields.length === 0) return [wereAsked ? sweep : withoutJob(sweep)];
    const left = sweep.fields.filter((field) => isWanted.has(field));
    // A job that was started asks for what is gone.
    return left.length === sweep.fields.length
      ? [sweep]
      : left.length === 0
        ? []
        : [{ ...withoutJob(sweep), fields: left }];
  });
  const known = new Set([...fields, ...sweeps.flatMap((sweep) => (sweep.kind === 'fields' ? sweep.fields : []))]);
  const fresh = wanted.filter((field) => !known.has(field));
  if (fresh.length === 0) return { ...object, fields, sweeps };
  // Rows that are held of the last minutes lack the field: they are read once more as changes.
  return { ...object, recent: [], fields, sweeps: [...sweeps, sweepOf(object, 'fields', fresh, since)] };
}

/**
 * All records are to be read once more, from `since` on, and matched. What that does not bring is gone. The window begins no later
 * for it: what is held of records before goes on being told, and a field that is chosen later is read of them too.
 */
export function rereadState(state: PullState, since: string): PullState {
  const begins = since < state.since ? since : state.since;
  const again = (object: Pulled): ObjectState => {
    // What comes late may do so after that reading: such minutes are still to be looked at once more.
    const known = state[object]!;
    if (known.files.length === 0) return { ...known, sweeps: [sweepOf(known, 'first', [], windowOf(object, begins))] };
    // What is not read yet of the window is read with it.
    const from = windowOf(object, known.sweeps.length > 0 ? begins : since);
    return { ...known, recent: [], sweeps: [{ ...sweepOf(known, 'full', [], from), from }], pass: known.pass + 1 };
  };
  const objects = Object.fromEntries(pulledObjects(state).map((object) => [object, again(object)]));
  const { matched: _, ...rest } = state;
  return { ...rest, ...objects, since: begins };
}

const PERIODS: Readonly<Record<PullSettings['formulas'], number>> = {
  hourly: 0,
  daily: 24 * 3_600_000,
  weekly: 7 * 24 * 3_600_000,
  never: Number.POSITIVE_INFINITY,
};

/** Runs do not begin on the dot: one that comes a little early is still the next day's. */
const EARLY = 10 * 60_000;

/** The state with the sweep of all fields that change without a trace, where that is due by the org's time. */
export function withFormulas(state: PullState, how: PullSettings['formulas'], at: Date): PullState {
  const last = Date.parse(state.formulasAt ?? state.setUp);
  if (at.getTime() < last + PERIODS[how] - EARLY || how === 'never') return state;
  const due = (level: 'contact' | 'account'): ObjectState => {
    const object = state[level];
    const known = new Set(object.fields);
    const unstamped = state.seen[level].properties.filter(({ formula, field }) => formula && known.has(field));
    const fields = fieldPaths(unstamped);
    const underWay = object.sweeps.some(({ kind }) => kind === 'formulas');
    if (fields.length === 0 || underWay || object.files.length === 0) return object;
    // Rows of the last minutes are no part of the sweep, and are read once more as changes.
    return { ...object, recent: [], sweeps: [...object.sweeps, sweepOf(object, 'formulas', fields, state.since)] };
  };
  const [contact, account] = [due('contact'), due('account')];
  const begun = contact !== state.contact || account !== state.account;
  return { ...state, contact, account, ...(begun && { formulasAt: at.toISOString() }) };
}

function sweepOf(object: ObjectState, kind: Sweep['kind'], fields: readonly string[], since: string): Sweep {
  const { next, files, rows } = object;
  return {
    kind,
    fields: [...fields],
    next: beginningOf(since),
    until: next.id === '' ? next.stamp : secondAfter(next.stamp),
    done: 0,
    ...(files.length > 0 && { total: rows.base }),
  };
}

/** A field that has become one of another type has other values, and no record says so: it is read like one that is new. */
function withoutRetyped(object: ObjectState, before: readonly Property[], now: readonly Property[]): ObjectState {
  const types = new Map(before.map(({ field, type }) => [field, type]));
  const retyped = new Set(
    now.flatMap(({ field, type }) => (types.has(field) && types.get(field) !== type ? [field] : [])),
  );
  if (retyped.size === 0) return object;
  const isSame = (field: string) => !retyped.has(field);
  const sweeps = object.sweeps.flatMap((sweep): Sweep[] => {
    if (sweep.fields.every(isSame)) return [sweep];
    const fields = sweep.fields.filter(isSame);
    return fields.length === 0 ? [] : [{ ...withoutJob(sweep), fields }];
  });
  return { ...object, fields: object.fields.filter(isSame), sweeps };
}

function withoutJob({ job: _, ...sweep }: Sweep): Sweep {
  return sweep;
}

function secondAfter(stamp: string): string {
  return new Date(Date.parse(stamp) + 1000).toISOString();
}
