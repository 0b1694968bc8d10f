import type { Clock } from '../../../base/clock.ts';
import type { Store, Stored } from '../records/store/store.ts';
import type { FieldType } from '../types.ts';
import { parseFormula, type ReadyFormula } from './formula.ts';
import { storedOf } from './kinds.ts';

/** What a statement says of a formula, as the first value of each call; the fields' values follow in the order of the paths. */
export interface FormulaCall {
  readonly text: string;
  readonly types: readonly FieldType[];
  readonly result: { readonly type: FieldType; readonly scale?: number };
  readonly zero?: true;
}

interface Made {
  readonly formula: ReadyFormula;
  readonly places: ReadonlyMap<string, number>;
  readonly result: FormulaCall['result'];
}

export const formulaFunction = 'formula_value';

const mostKept = 500;

/** The zone of the org's own day, where no user is asking. */
const orgZone = 'America/Los_Angeles';

/** Lets SQL work out formulas, so that queries can filter, group and sort by them. A formula that goes wrong has no value. */
export function defineFormulas(store: Store, clock: Clock): void {
  const known = new Map<string, Made>();

  function make(call: string): Made {
    const { text, types, result, zero } = JSON.parse(call) as FormulaCall;
    const parsed = parseFormula(text);
    const places = new Map(parsed.paths.map((path, place) => [path, place]));
    const formula = parsed.over((path) => types[places.get(path)!], { blankNumbers: zero ? 'zero' : 'blank' });
    if (known.size >= mostKept) known.clear();
    const made = { formula, places, result };
    known.set(call, made);
    return made;
  }

  // The rows of one query mostly ask for the same formula: the last one is nearly always the right one.
  let called: Stored = null;
  let last: Made | undefined;

  store.define(formulaFunction, (call = null, ...values) => {
    if (last === undefined || call !== called) {
      last = known.get(String(call)) ?? make(String(call));
      called = call;
    }
    const { formula, places, result } = last;
    const read = (path: string): Stored => values[places.get(path)!] ?? null;
    const found = formula.evaluate(read, { now: clock.now(), zone: orgZone });
    return found.status === 'value' ? storedOf(result, found.value) : storedOf(result, null);
  });
}
