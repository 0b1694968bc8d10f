import { heldView } from '../held/held-view.ts';
import type { HeldGround } from '../held/hold.ts';
import { pulledObjects } from '../state/begin-state.ts';
import type { LateRange, PullState } from '../state/pull-state.ts';
import { type Place, settledAt } from './place.ts';
import { PAGE_ROWS } from './read-price.ts';
import type { Pulled } from './selection.ts';
import { SHORT_PAGE_ROWS } from './short-pages.ts';

/** A part of a range that one page should hold. */
export interface LatePart {
  readonly object: Pulled;
  readonly after: Place;
  readonly until: Place;
}

/** As many hundredths of a page are asked for: some of what has come late fits as well. */
const FILLED = 90;

/** The range of an object in which nothing appears any more, while nothing else waits to be read of it. */
export function settledRange(state: PullState, object: Pulled, at: Date): LateRange | undefined {
  const { late = [], sweeps } = state[object]!;
  if (sweeps.some(({ fields }) => fields.length === 0)) return undefined;
  return late.find(({ until }) => until.stamp <= settledAt(at));
}

/** As many parts as one request may ask for, of all objects, oldest first. */
export async function lateParts(
  held: HeldGround,
  state: PullState,
  { at, most }: { readonly at: Date; readonly most: number },
): Promise<readonly LatePart[]> {
  const parts: LatePart[] = [];
  for (const object of pulledObjects(state)) {
    const range = settledRange(state, object, at);
    if (range === undefined || parts.length >= most) continue;
    parts.push(...(await partsOf(held, { state, object, range, most: most - parts.length })));
  }
  return parts;
}

async function partsOf(
  { warehouse }: HeldGround,
  {
    state,
    object,
    range,
    most,
  }: { readonly state: PullState; readonly object: Pulled; readonly range: LateRange; readonly most: number },
): Promise<readonly LatePart[]> {
  const { next, until } = range;
  const stamp = `strftime(stamp, '%Y-%m-%dT%H:%M:%S.%gZ')`;
  const ends = await warehouse.rows<{ readonly stamp: string; readonly id: string }>(
    `SELECT stamp, id FROM (
       SELECT *, row_number() OVER (ORDER BY stamp, id) AS place FROM (
         SELECT ${stamp} AS stamp, record_id AS id FROM ${heldView(object)}
       ) WHERE ${isBehind('stamp', 'id', next)} AND NOT ${isBehind('stamp', 'id', until)}
     ) WHERE place % ${rowsOfPart(state, object)} = 0 ORDER BY place LIMIT ${most}`,
  );
  const places: readonly Place[] = ends.length < most ? [...ends, until] : ends;
  return places.map((end, at) => ({ object, after: at === 0 ? next : places[at - 1]!, until: end }));
}

function isBehind(stamp: string, id: string, place: Place): string {
  return place.id === ''
    ? `(${stamp} >= '${place.stamp}')`
    : `(${stamp} > '${place.stamp}' OR (${stamp} = '${place.stamp}' AND ${id} > '${place.id}'))`;
}

/** Describe tells long texts from other texts of several lines by their length alone, which is not kept. */
function rowsOfPart({ seen }: PullState, object: Pulled): number {
  const texts =
    seen[object]?.properties.filter(({ type, field }) => type === 'textarea' && field.endsWith('__c')) ?? [];
  return ((texts.length < 2 ? PAGE_ROWS : SHORT_PAGE_ROWS) * FILLED) / 100;
}
