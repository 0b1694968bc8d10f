import type { Clock } from '../../../../base/clock.ts';
import { isId, to18 } from '../../ids.ts';
import type { RowOutcome } from '../../types.ts';
import type { RecordContext } from '../context.ts';
import { refused } from '../refused.ts';
import { dropForGood } from './take-down.ts';

export const day = 24 * 60 * 60_000;
/** https://help.salesforce.com/s/articleView?id=xcloud.home_delete.htm */
export const daysInBin = 15;
/** https://help.salesforce.com/s/articleView?id=xcloud.tracking_field_history.htm */
const monthsOfHistory = 18;
/** How often the org looks for what is too old, by its own clock. */
const rest = 60 * 60_000;

/**
 * Takes rows, and what was deleted along with them, out of the bin for good.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_emptyrecyclebin.htm
 */
export function emptyRecycleBin(context: RecordContext, ids: readonly string[]): readonly RowOutcome[] {
  return ids.map((given) => {
    if (!isId(given)) return refused('MALFORMED_ID', `malformed id ${given}`, ['Id']);
    const id = to18(given.slice(0, 15));
    const object = context.schema.objects().find(({ keyPrefix }) => id.startsWith(keyPrefix));
    // The words are Observed: an answer recorded in the tests of a public client.
    if (object === undefined || context.bin.rootOf(id) !== id)
      return refused('INVALID_ID_FIELD', 'invalid record id; no recycle bin entry found', ['id'], id);
    if (!context.rights.object(object).delete && !context.platform)
      return refused('INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id', [], id);
    context.store.transaction(() => dropForGood(context, id));
    return { status: 'done', id, created: false };
  });
}

/** Drops what is older than the org keeps, now and then: rows of the bin after 15 days, history after 18 months. */
export function openSweeper(clock: Clock): (open: () => RecordContext) => void {
  let next = 0;
  return (open) => {
    const now = clock.now().getTime();
    if (now < next && now >= next - rest) return;
    next = now + rest;
    const context = open();
    const { bin, store, schema } = context;
    const oldest = now - daysInBin * day;
    for (const root of bin.rootsBefore(oldest)) dropForGood(context, root);
    bin.forgetBefore(oldest);
    const since = new Date(now);
    since.setUTCMonth(since.getUTCMonth() - monthsOfHistory);
    for (const object of schema.objects()) {
      if (object.historyOf === undefined) continue;
      store.prepare(`DELETE FROM "${object.name}" WHERE CreatedDate < ?`).run(since.getTime());
    }
  };
}
