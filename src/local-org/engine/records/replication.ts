import { ApiError } from '../api-error.ts';
import type { DeletedRows, ObjectDef, UpdatedRows } from '../types.ts';
import type { RecordContext } from './context.ts';
import { isSoft } from './remove/links.ts';
import { day, daysInBin } from './remove/recycle-bin.ts';

const minute = 60_000;
const daysOfUpdates = 30;
/** https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_getupdated.htm */
const mostIds = 600_000;

const badDate = (message: string) => new ApiError(400, 'INVALID_REPLICATION_DATE', message);

function objectOf({ schema, rights }: RecordContext, name: string): ObjectDef {
  const object = schema.object(name);
  if (object === undefined || !rights.object(object).read)
    throw new ApiError(404, 'NOT_FOUND', 'The requested resource does not exist');
  if (isSoft(object) || object.fields.has('systemmodstamp')) return object;
  throw new ApiError(400, 'INVALID_TYPE', `entity type ${object.name} is not replicateable`);
}

/** Seconds do not count: both ends are cut to the minute. */
function span(context: RecordContext, start: Date, end: Date, oldestDays: number): readonly [number, number] {
  const now = context.clock.now().getTime();
  const [from, to] = [start, end].map((date) => Math.floor(date.getTime() / minute) * minute) as [number, number];
  if (Number.isNaN(from) || Number.isNaN(to))
    throw badDate('start and end have to be dates such as 2026-01-31T00:00:00Z');
  if (to - from < minute) throw badDate('startDate has to be more than one minute before endDate');
  if (from < now - oldestDays * day)
    throw badDate(`startDate before org replication enablement date: the oldest is ${oldestDays} days ago`);
  return [from, Math.min(to, Math.floor(now / minute) * minute + minute)];
}

const covered = (context: RecordContext, end: number) => new Date(Math.min(end, context.stamp()));

function atMost<T>(found: readonly T[], object: ObjectDef): readonly T[] {
  if (found.length <= mostIds) return found;
  throw new ApiError(400, 'EXCEEDED_ID_LIMIT', `too many ids were found for ${object.name}: ask for a shorter span`);
}

/** https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_getupdated.htm */
export function updatedBetween(context: RecordContext, name: string, start: Date, end: Date): UpdatedRows {
  const object = objectOf(context, name);
  const [from, to] = span(context, start, end, daysOfUpdates);
  const stampField = object.fields.has('systemmodstamp') ? 'SystemModstamp' : 'CreatedDate';
  const seen = context.rights.rows(object, 'see');
  const mine = seen === undefined ? '' : ` AND ${seen}`;
  const living = isSoft(object) ? ' AND IsDeleted = 0' : '';
  const found = context.store
    .prepare(
      `SELECT Id FROM "${object.name}" WHERE ${stampField} >= ? AND ${stampField} < ?${living}${mine} ORDER BY ${stampField}, Id LIMIT ${mostIds + 1}`,
    )
    .rows(from, to);
  return { ids: atMost(found, object).map(([id]) => String(id)), latestDateCovered: covered(context, to) };
}

/** https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_getdeleted.htm */
export function deletedBetween(context: RecordContext, name: string, start: Date, end: Date): DeletedRows {
  const object = objectOf(context, name);
  const [from, to] = span(context, start, end, daysInBin);
  const seen = context.rights.rows(object, 'see');
  const mine = seen && context.store.prepare(`SELECT ${seen} FROM "${object.name}" WHERE Id = ?`);
  const found = context.bin.between(object.name, from, to).filter(({ id }) => !mine || mine.row(id)?.[0] === 1);
  return {
    rows: atMost(found, object).map(({ id, at }) => ({ id, deletedDate: new Date(at) })),
    earliestDateAvailable: new Date(context.clock.now().getTime() - daysInBin * day),
    latestDateCovered: covered(context, to),
  };
}
