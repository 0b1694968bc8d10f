import type { TroubleFacts } from '../../base/errors.ts';
import { nearest } from '../../base/nearest.ts';
import type { Column } from '../../base/table.ts';
import { ANY_EVENT_VIEW } from '../counting/event-unions.ts';
import type { Catalogue, CatalogueEvent, MetricEvent } from '../metric.ts';
import { eventViewName } from '../people/resolved-tables.ts';

/** Tables that Heap always has, and what people call their rows. */
const BUILT_IN: readonly { readonly title: string; readonly table: string; readonly view: string }[] = [
  { title: 'session', table: 'sessions', view: 'heap_sessions' },
  { title: 'pageview', table: 'pageviews', view: 'heap_pageviews' },
];

const ANY_EVENT = 'any event';

/** Warehouses have this one, a union of all event tables, with an event's id once for each of them. */
const ALL_EVENTS = 'all_events';

export type Resolved<T> =
  | { readonly status: 'found'; readonly found: T }
  | { readonly status: 'unknown'; readonly trouble: TroubleFacts };

export interface KnownEvent {
  readonly event: MetricEvent;
  readonly columns: CatalogueEvent['columns'];
}

/**
 * The key event that a person names: `session`, `pageview`, `any event`, an event's table or its name in Heap. Whether
 * properties are asked for as well decides where any event is looked for.
 */
export function resolveEvent(wanted: string, { events }: Catalogue, asksProperties: boolean): Resolved<KnownEvent> {
  const name = wanted.trim().toLowerCase();
  const known = events.map((event) => ({ ...named(event), columns: event.columns }));
  const found =
    known.find(({ names }) => names.includes(name)) ?? known.find(({ names }) => names.includes(tableName(wanted)));
  if (found) return { status: 'found', found: { event: found.event, columns: found.columns } };
  const anyThere = eventsOf(events).length > 0;
  if (anyThere && (name === ANY_EVENT || name === 'any')) {
    return { status: 'found', found: anyEvent(events, asksProperties) };
  }
  const near = nearest(wanted, [...known.map(({ event }) => event.title), ...(anyThere ? [ANY_EVENT] : [])]);
  return {
    status: 'unknown',
    trouble: {
      trouble: 'unknown-name',
      message: `the data has no event "${wanted}".`,
      actions: [
        near.length > 0
          ? `Did you mean ${near.map((one) => `"${one}"`).join(' or ')}?`
          : `The data has ${known.map(({ event }) => `"${event.title}"`).join(', ')}.`,
      ],
      facts: { event: wanted, nearest: near },
    },
  };
}

/** The table that Heap Connect makes for an event: `Sign Up - Click Link` → `sign_up_click_link`. */
export function tableName(eventName: string): string {
  return eventName
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
}

/**
 * All pageviews and events of tables of their own. A session is no event: it has them. Where the data has one table of
 * all events, that is read instead, unless properties are asked for, which it lacks.
 * https://help.heap.io/heap-connect/heap-connect-faqs/why-are-there-duplicate-event-ids-in-the-all-events-view-in-my-data-warehouse/
 */
function anyEvent(events: readonly CatalogueEvent[], asksProperties: boolean): KnownEvent {
  const whole = asksProperties ? undefined : events.find(({ table }) => table === ALL_EVENTS);
  const tables = whole === undefined ? eventsOf(events) : [whole];
  return {
    event: {
      tables: tables.map(({ table }) => table),
      view: whole === undefined ? ANY_EVENT_VIEW : eventViewName(whole.table),
      title: ANY_EVENT,
      repeats: true,
    },
    columns: commonColumns(tables),
  };
}

function eventsOf(events: readonly CatalogueEvent[]): readonly CatalogueEvent[] {
  return events.filter(({ table }) => table !== 'sessions' && table !== ALL_EVENTS);
}

/** The columns of any of the tables, except where two of them hold different things under one name. */
function commonColumns(tables: readonly CatalogueEvent[]): readonly Column[] {
  const byName = Map.groupBy(
    tables.flatMap(({ columns }) => columns),
    ({ name }) => name,
  );
  return [...byName.values()].flatMap((same) => {
    const [first] = same;
    return first !== undefined && same.every(({ type }) => type === first.type) ? [first] : [];
  });
}

function named({ table, displayName }: CatalogueEvent): { readonly event: MetricEvent; readonly names: string[] } {
  const builtIn = BUILT_IN.find((one) => one.table === table);
  const { view, title } = builtIn ?? { view: eventViewName(table), title: displayName ?? table };
  const event = { tables: [table], view, title, repeats: false };
  const names = [table, event.title, ...(displayName === undefined ? [] : [displayName])];
  return { event, names: names.map((name) => name.toLowerCase()) };
}
