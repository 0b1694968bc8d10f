import { ApiError } from '../../engine/api-error.ts';
import { type Answer, type Ask, ok, type RestRoute, restPage } from './route.ts';

export const changeRoutes: readonly RestRoute[] = [
  { method: 'GET', path: 'sobjects/:object/updated', page: restPage('resources_getupdated'), answer: updated },
  { method: 'GET', path: 'sobjects/:object/deleted', page: restPage('resources_getdeleted'), answer: deleted },
];

const minute = 60_000;
const day = 24 * 60 * minute;

/** Seconds do not count: both ends are cut to the minute. */
function span(ask: Ask, oldestDays: number): { readonly start: Date; readonly end: Date } {
  const now = ask.entry.engine.clock.now().getTime();
  const [start = Number.NaN, end = Number.NaN] = ['start', 'end'].map(
    (name) => Math.floor(Date.parse((ask.query[name] ?? '').replace(' ', '+')) / minute) * minute,
  );
  if (Number.isNaN(start) || Number.isNaN(end)) {
    throw new ApiError(400, 'INVALID_REPLICATION_DATE', 'start and end have to be dates such as 2026-01-31T00:00:00Z');
  }
  if (end - start < minute) {
    throw new ApiError(400, 'INVALID_REPLICATION_DATE', 'startDate has to be more than one minute before endDate');
  }
  if (start < now - oldestDays * day) {
    throw new ApiError(
      400,
      'INVALID_REPLICATION_DATE',
      `startDate before org replication enablement date: the oldest is ${oldestDays} days ago`,
    );
  }
  return { start: new Date(start), end: new Date(Math.min(end, now)) };
}

function updated(ask: Ask): Answer {
  const { start, end } = span(ask, 30);
  const { session, apiVersion } = ask.entry;
  const ids: unknown[] = [];
  const soql = `SELECT Id FROM ${ask.params['object'] ?? ''} WHERE SystemModstamp >= ${start.toISOString()} AND SystemModstamp < ${end.toISOString()}`;
  for (let page = session.query(soql, { apiVersion }); ; page = session.queryMore(page.locator, { apiVersion })) {
    ids.push(...page.records.map(({ Id }) => Id));
    if (page.locator === undefined) return ok({ ids, latestDateCovered: wireDate(end) });
  }
}

function deleted(ask: Ask): Answer {
  const { start, end } = span(ask, 15);
  const { session, apiVersion, engine } = ask.entry;
  const deletedRecords: unknown[] = [];
  const soql = `SELECT Id, SystemModstamp FROM ${ask.params['object'] ?? ''} WHERE IsDeleted = true AND SystemModstamp >= ${start.toISOString()} AND SystemModstamp < ${end.toISOString()}`;
  const options = { apiVersion, all: true };
  for (let page = session.query(soql, options); ; page = session.queryMore(page.locator, options)) {
    deletedRecords.push(...page.records.map(({ Id, SystemModstamp }) => ({ id: Id, deletedDate: SystemModstamp })));
    if (page.locator === undefined) break;
  }
  const earliest = new Date(engine.clock.now().getTime() - 15 * day);
  return ok({ deletedRecords, earliestDateAvailable: wireDate(earliest), latestDateCovered: wireDate(end) });
}

const wireDate = (date: Date): string => date.toISOString().replace('Z', '+0000');
