import { type Answer, type Ask, ok, type RestRoute, restPage } from '../route.ts';

export const changeRoutes: readonly RestRoute[] = [
  { method: 'GET', path: 'sobjects/:object/updated', page: restPage('resources_getupdated'), answer: updated },
  { method: 'GET', path: 'sobjects/:object/deleted', page: restPage('resources_getdeleted'), answer: deleted },
];

/** A plus sign that a client left as it is has become a blank. */
const dateIn = ({ query }: Ask, name: 'start' | 'end'): Date => new Date((query[name] ?? '').replace(' ', '+'));

const wireDate = (date: Date): string => date.toISOString().replace('Z', '+0000');

function updated(ask: Ask): Answer {
  const { session } = ask.entry;
  const found = session.updatedBetween(ask.params['object'] ?? '', dateIn(ask, 'start'), dateIn(ask, 'end'));
  return ok({ ids: found.ids, latestDateCovered: wireDate(found.latestDateCovered) });
}

function deleted(ask: Ask): Answer {
  const { session } = ask.entry;
  const found = session.deletedBetween(ask.params['object'] ?? '', dateIn(ask, 'start'), dateIn(ask, 'end'));
  return ok({
    deletedRecords: found.rows.map(({ id, deletedDate }) => ({ id, deletedDate: wireDate(deletedDate) })),
    earliestDateAvailable: wireDate(found.earliestDateAvailable),
    latestDateCovered: wireDate(found.latestDateCovered),
  });
}
