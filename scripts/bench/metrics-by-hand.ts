/**
 * The figures of the benchmark as a person who knows DuckDB would write them, in one query, three ways. The first two
 * are how it is usually done; the third takes each event once, however many windows lie over it.
 */
import type { Level } from '../../src/config/settings.ts';
import { type Figure, SINCE, UNTIL } from './metric-figures.ts';

export const VIEWS: Readonly<Record<Figure['event'], string>> = {
  session: 'heap_sessions',
  pageview: 'heap_pageviews',
  report_exported: 'heap_event_report_exported',
  dashboard_viewed: 'heap_event_dashboard_viewed',
  checkout_completed: 'heap_event_checkout_completed',
};

export const until = `time < TIMESTAMP '${UNTIL}'`;
export const AMOUNT = 'CAST(amount AS DECIMAL(18, 2))';

/** Events with their account, each event table read once, a FILTER for each figure. */
export function filterSql(figures: readonly Figure[], level: Level = 'account'): string {
  const parts = [...byEvent(counted(figures))].map(([event, ofEvent]) => {
    const columns = ofEvent.map(({ figure, place }) => {
      const filter = [...conditionsOf(figure), ...sinceOf(figure)].join(' AND ');
      return `${AGGREGATES[figure.measure]}${filter === '' ? '' : ` FILTER (WHERE ${filter})`} AS m${place}`;
    });
    return `${event}_figures AS (
  SELECT account, ${columns.join(', ')} FROM ${VIEWS[event]} JOIN p USING (user_id)
  WHERE ${[until, ...needed(ofEvent)].join(' AND ')} GROUP BY account)`;
  });
  const names = [...byEvent(counted(figures)).keys()].map((event) => `${event}_figures`);
  return whole(figures, [...parts, ...peopleParts(figures)], [...names, ...peopleNames(figures)], level);
}

/** Events joined with a table of figures, grouped once by account and figure, and turned into columns. */
export function joinSql(figures: readonly Figure[]): string {
  const kinds = kindsOf(figures);
  const rows = counted(figures).map(
    ({ figure, place }) =>
      `(${place}, ${kinds.indexOf(kindOf(figure))}, TIMESTAMP '${SINCE[figure.since] ?? '1970-01-01'}')`,
  );
  const long = `w(metric, kind, since) AS (VALUES ${rows.join(', ')}),
e AS (${kinds.map((kind, place) => branch(figures, kind, `${place} AS kind, time`)).join('\nUNION ALL ')}),
g AS (
  SELECT account, w.metric, count(*) AS n, max(time) AS latest, sum(amount) AS total
  FROM e JOIN p USING (user_id) JOIN w ON w.kind = e.kind AND e.time >= w.since GROUP BY ALL
)`;
  return whole(
    figures,
    [long, wide(figures, () => 'metric'), ...peopleParts(figures)],
    ['wide', ...peopleNames(figures)],
  );
}

/** Events grouped by account, kind and the narrowest window that has them; wider windows add these up. */
export function bandsSql(figures: readonly Figure[]): string {
  const kinds = kindsOf(figures);
  const long = `e AS (${kinds.map((kind, place) => branch(figures, kind, `${place} AS kind, ${bandOf(figures, kind)} AS band, time`)).join('\nUNION ALL ')}),
g AS (
  SELECT account, kind, band, count(*) AS n, max(time) AS latest, sum(amount) AS total
  FROM e JOIN p USING (user_id) GROUP BY ALL
)`;
  return whole(
    figures,
    [long, wide(figures, (kind) => bandsOf(figures, kind)), ...peopleParts(figures)],
    ['wide', ...peopleNames(figures)],
  );
}

interface Placed {
  readonly figure: Figure;
  readonly place: number;
}

const AGGREGATES: Readonly<Record<Figure['measure'], string>> = {
  count: 'count(*)',
  last: 'max(time)',
  amount: `sum(${AMOUNT})`,
  users: '',
  days: '',
};

function counted(figures: readonly Figure[]): readonly Placed[] {
  return figures
    .map((figure, place) => ({ figure, place }))
    .filter(({ figure }) => figure.measure !== 'users' && figure.measure !== 'days');
}

function byEvent(placed: readonly Placed[]): ReadonlyMap<Figure['event'], readonly Placed[]> {
  return Map.groupBy(placed, ({ figure }) => figure.event);
}

export function conditionsOf({ where }: Figure): readonly string[] {
  return where === undefined ? [] : [`${where[0]} = '${where[1]}'`];
}

export function sinceOf({ since }: Figure): readonly string[] {
  return SINCE[since] === undefined ? [] : [`time >= TIMESTAMP '${SINCE[since]}'`];
}

/** What all of them need: the widest window, and a condition that they share. */
function needed(placed: readonly Placed[]): readonly string[] {
  const starts = placed.map(({ figure }) => SINCE[figure.since]);
  const widest = starts.includes(undefined) ? [] : [`time >= TIMESTAMP '${starts.map(String).sort()[0]}'`];
  const conditions = new Set(placed.map(({ figure }) => conditionsOf(figure).join()));
  return [...widest, ...(conditions.size === 1 ? [...conditions].filter((one) => one !== '') : [])];
}

/** Figures that differ in their window alone. */
function kindOf({ event, where }: Figure): string {
  return JSON.stringify([event, where]);
}

function kindsOf(figures: readonly Figure[]): readonly string[] {
  return [...new Set(counted(figures).map(({ figure }) => kindOf(figure)))];
}

function branch(figures: readonly Figure[], kind: string, columns: string): string {
  const same = counted(figures).filter(({ figure }) => kindOf(figure) === kind);
  const [first] = same;
  if (first === undefined) return '';
  const amount = same.some(({ figure }) => figure.measure === 'amount') ? AMOUNT : 'NULL';
  return `SELECT user_id, ${columns}, ${amount} AS amount FROM ${VIEWS[first.figure.event]} WHERE ${[until, ...needed(same)].join(' AND ')}`;
}

function bandsOf(figures: readonly Figure[], kind: string): readonly string[] {
  const same = counted(figures).filter(({ figure }) => kindOf(figure) === kind);
  return [...new Set(same.map(({ figure }) => SINCE[figure.since]).filter((since) => since !== undefined))].sort();
}

function bandOf(figures: readonly Figure[], kind: string): string {
  const whens = bandsOf(figures, kind).map((since, place) => `WHEN time >= TIMESTAMP '${since}' THEN ${place + 1}`);
  return whens.length === 0 ? '0' : `CASE ${whens.toReversed().join(' ')} ELSE 0 END`;
}

/** From rows to columns, by figure or by band. */
function wide(figures: readonly Figure[], by: (kind: string) => 'metric' | readonly string[]): string {
  const kinds = kindsOf(figures);
  const columns = counted(figures).map(({ figure, place }) => {
    const kind = kindOf(figure);
    const bands = by(kind);
    const filter =
      bands === 'metric'
        ? `metric = ${place}`
        : `kind = ${kinds.indexOf(kind)} AND band >= ${bands.indexOf(SINCE[figure.since] ?? '') + 1}`;
    const value = { count: 'sum(n)', last: 'max(latest)', amount: 'sum(total)' }[figure.measure as 'count'];
    return `${value} FILTER (WHERE ${filter}) AS m${place}`;
  });
  return `wide AS (SELECT account, ${columns.join(', ')} FROM g GROUP BY account)`;
}

/** Users and days have to be told apart. */
function peopleParts(figures: readonly Figure[]): readonly string[] {
  return peopleOf(figures).map(({ figure, place }) => {
    const thing =
      figure.measure === 'users' ? 'user_id' : "CAST(timezone('America/Los_Angeles', timezone('UTC', time)) AS DATE)";
    return `people_${place} AS (
  SELECT account, count(*) AS m${place} FROM (
    SELECT DISTINCT account, ${thing} AS thing FROM ${VIEWS[figure.event]} JOIN p USING (user_id)
    WHERE ${[until, ...conditionsOf(figure), ...sinceOf(figure)].join(' AND ')}) GROUP BY account)`;
  });
}

function peopleNames(figures: readonly Figure[]): readonly string[] {
  return peopleOf(figures).map(({ place }) => `people_${place}`);
}

function peopleOf(figures: readonly Figure[]): readonly Placed[] {
  return figures
    .map((figure, place) => ({ figure, place }))
    .filter(({ figure }) => figure.measure === 'users' || figure.measure === 'days');
}

function whole(
  figures: readonly Figure[],
  parts: readonly string[],
  names: readonly string[],
  level: Level = 'account',
): string {
  const id = `${level}_id`;
  const columns = figures.map(({ measure }, place) => {
    if (measure === 'last') return `date_trunc('second', m${place}) AS m${place}`;
    return measure === 'amount'
      ? `coalesce(CAST(m${place} AS DECIMAL(38, 2)), 0) AS m${place}`
      : `coalesce(CAST(m${place} AS BIGINT), 0) AS m${place}`;
  });
  // Ids are numbered first: grouping by a number is cheaper, and whoever writes by hand knows it.
  return `WITH a AS MATERIALIZED (
  SELECT ${id}, CAST(row_number() OVER () AS INTEGER) AS account FROM (SELECT DISTINCT ${id} FROM people)),
p AS (SELECT user_id, account FROM people JOIN a USING (${id})),
${parts.join(',\n')}
SELECT ${id} AS record_id, ${columns.join(', ')}
FROM a ${names.map((name) => `LEFT JOIN ${name} USING (account)`).join(' ')}`;
}
