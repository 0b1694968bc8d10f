import type { Clock } from '../../../../base/clock.ts';
import { ApiError } from '../../api-error.ts';
import { to18 } from '../../ids.ts';
import type { RowPlan } from '../plan/plan.ts';

/** A result that is handed out in pages: which rows belong to it was settled when it was first asked for. */
export interface Result {
  readonly plan: RowPlan;
  /** The Ids of all rows in their order, one after the other in one text. */
  readonly ids: string;
  readonly userId: string;
}

/** The open results of an org. */
export interface Cursors {
  open(result: Result): string;
  /** Throws INVALID_QUERY_LOCATOR for one that is not there, is too old, or was opened by another user. */
  get(key: string, userId: string): Result;
}

export const idLength = 18;

/**
 * For two days a result can be read on, however many there are.
 * https://developer.salesforce.com/docs/platform/salesforce-app-limits-cheatsheet/guide/salesforce-app-limits-platform-apicursors.html
 */
const lifetime = 2 * 86_400_000;
/** Room for what is kept, in characters; when it is used up the oldest go. */
const room = 512_000_000;

export const invalidLocator = (): ApiError => new ApiError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');

export function openCursors(clock: Clock): Cursors {
  const results = new Map<string, { readonly result: Result; readonly until: number }>();
  let serial = 0;
  let used = 0;

  function drop(key: string): void {
    used -= results.get(key)?.result.ids.length ?? 0;
    results.delete(key);
  }

  return {
    open(result) {
      serial += 1;
      const key = to18(`0r8Hp${String(serial).padStart(10, '0')}`);
      used += result.ids.length;
      const now = clock.now().getTime();
      results.set(key, { result, until: now + lifetime });
      for (const [old, { until }] of results) {
        if (old === key || (until > now && used <= room)) break;
        drop(old);
      }
      return key;
    },
    get(key, userId) {
      const found = results.get(key);
      if (!found || found.result.userId !== userId || found.until <= clock.now().getTime()) throw invalidLocator();
      return found.result;
    },
  };
}
