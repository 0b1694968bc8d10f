import type { Level } from '../../config/settings.ts';

/** An event of an export, with how much there is of it. */
export interface EventCount {
  readonly table: string;
  /** What Heap calls it. */
  readonly displayName?: string;
  readonly rows: number;
}

/** A metric as a file would name it. */
export interface MetricProposal {
  readonly name: string;
  readonly level: Level;
  readonly event: string;
  readonly measure: 'count' | 'last seen';
  readonly lookback: string;
  /** Of how many rows of the export it is made. */
  readonly rows: number;
}

/** Characters of a field's label, and so of a metric's name. */
const LONGEST = 40;

/** Sessions of the week by account, then what people do most: by account, by contact, and so on. */
export function proposeMetrics(events: readonly EventCount[], sessions: number): readonly MetricProposal[] {
  const names = new Set<string>();
  const named = (event: EventCount, at: number): MetricProposal[] => {
    const level = at % 2 === 0 ? 'account' : 'contact';
    const name = nameOf(event);
    if (names.has(`${level} ${name}`)) return [];
    names.add(`${level} ${name}`);
    return [{ name, level, event: event.table, measure: 'count', lookback: '4w', rows: event.rows }];
  };
  const most = events.filter(({ rows }) => rows > 0).toSorted((one, other) => other.rows - one.rows);
  return [
    ...(sessions > 0 ? [sessionsPast7Days(sessions)] : []),
    ...most.flatMap(named),
    ...(sessions > 0 ? [lastSeen(sessions)] : []),
  ];
}

const sessionsPast7Days = (rows: number): MetricProposal => ({
  name: 'Sessions Past 7 Days',
  level: 'account',
  event: 'session',
  measure: 'count',
  lookback: '7d',
  rows,
});

const lastSeen = (rows: number): MetricProposal => ({
  name: 'Last Seen',
  level: 'contact',
  event: 'session',
  measure: 'last seen',
  lookback: 'all',
  rows,
});

/** `report_exported` → `Report Exported Past 4 Weeks`, in letters that a field's name can hold. */
function nameOf({ table, displayName }: EventCount): string {
  const end = ' Past 4 Weeks';
  const words = (displayName ?? table)
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9]+/g, ' ')
    .trim()
    .replace(/(^| )([a-z])/g, (_, gap: string, letter: string) => `${gap}${letter.toUpperCase()}`);
  return `${(words || 'Event').slice(0, LONGEST - end.length).trim()}${end}`;
}
