import type { HeapTarget, Level } from '../config/settings.ts';
import type { Ledger } from '../ledger/types/ledger.ts';
import { appOf } from './choices-of.ts';
import { parseState } from './state/pull-state.ts';

/** When a chosen field was read. ISO 8601, by the org's time. */
export interface ReadTimes {
  /** Up to when its values are read; absent where none was. */
  readonly pulledAt?: string | undefined;
  /** Since when it is known to be gone. */
  readonly goneSince?: string | undefined;
}

/** What the last pull from an org into a Heap has to tell of fields; a field that it does not know has no times. */
export function readTimesOf(
  ledger: Pick<Ledger, 'pullDocument'>,
  { orgId, heap }: { readonly orgId: string; readonly heap: HeapTarget | undefined },
): (level: Level, field: string) => ReadTimes {
  const document = heap && ledger.pullDocument(orgId, appOf(heap));
  // What another version has kept is nothing to fail for here.
  const state = document && parseState(document, { full: true });
  return (level, field) => {
    if (state === undefined) return {};
    const isMeant = (name: string) => name.toLowerCase() === field.toLowerCase();
    const gone = state.seen[level].gone.find((one) => isMeant(one.field));
    if (gone !== undefined) return { pulledAt: gone.readAt, goneSince: gone.since };
    const property = state.seen[level].properties.find((one) => isMeant(one.field));
    if (property === undefined || !state[level].fields.some(isMeant)) return {};
    return { pulledAt: property.formula ? state.formulasAt : state[level].readAt };
  };
}
