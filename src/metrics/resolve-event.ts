import type { TroubleFacts } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import type { Catalogue, CatalogueEvent, MetricEvent } from './metric.ts';
import { eventViewName } from './resolved-tables.ts';

/** Tables that Heap always has, and what people call their rows. */
const BUILT_IN: readonly { readonly title: string; readonly table: string; readonly view: string }[] = [
  { title: 'session', table: 'sessions', view: 'heap_sessions' },
  { title: 'pageview', table: 'pageviews', view: 'heap_pageviews' },
];

export type Resolved<T> =
  | { readonly status: 'found'; readonly found: T }
  | { readonly status: 'unknown'; readonly trouble: TroubleFacts };

export interface KnownEvent {
  readonly event: MetricEvent;
  readonly columns: CatalogueEvent['columns'];
}

/** The key event that a person names: `session`, `pageview`, an event's table or its name in Heap. */
export function resolveEvent(wanted: string, { events }: Catalogue): Resolved<KnownEvent> {
  const name = wanted.trim().toLowerCase();
  const known = events.map((event) => ({ ...named(event), columns: event.columns }));
  const found =
    known.find(({ names }) => names.includes(name)) ?? known.find(({ names }) => names.includes(tableName(wanted)));
  if (found) return { status: 'found', found: { event: found.event, columns: found.columns } };
  const near = nearest(
    wanted,
    known.map(({ event }) => event.title),
  );
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

function named({ table, displayName }: CatalogueEvent): { readonly event: MetricEvent; readonly names: string[] } {
  const builtIn = BUILT_IN.find((one) => one.table === table);
  const event = builtIn ?? { table, view: eventViewName(table), title: displayName ?? table };
  const names = [table, event.title, ...(displayName === undefined ? [] : [displayName])];
  return { event, names: names.map((name) => name.toLowerCase()) };
}
