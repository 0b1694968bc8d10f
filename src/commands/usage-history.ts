import { Mistake } from '../base/errors.ts';
import type { MetricHistory, UsageHistory } from '../push/history/read-history.ts';
import { defineCommand } from './command.ts';
import type { Look } from './look.ts';
import { sparkline } from './sparkline.ts';

/** Changes that are shown of each metric when all are asked for. */
const SHOWN = 5;

export const usageHistory = defineCommand({
  words: ['usage', 'history'],
  summary: 'Show what an account or contact had, day by day, with a sparkline for each metric',
  description:
    'Reads the local history: each value that the org accepted, with its day. A value holds until another was accepted. Needs history: { local: true } in heap.config.yaml.',
  examples: [
    { line: 'usage history --account Acme', does: 'All metrics of an account' },
    { line: 'usage history --contact ann@acme.example --since 2026-06-01', does: 'One contact, from that day on' },
  ],
  options: {
    account: { type: 'string', describe: 'The account: its Id or its name' },
    contact: { type: 'string', describe: 'The contact: its Id, e-mail address or name' },
    metric: { type: 'string', describe: 'One metric, by its name or field, with every change' },
    since: { type: 'string', describe: 'Begin with this day, as 2026-06-01' },
  },
  async run(context, { account, contact, metric, since }) {
    const { readHistory } = await import('../push/history/read-history.ts');
    const who = whoseHistory(account, contact);
    checkDay(since);
    const { settings, ledger } = context;
    const ground = { settings, ledger, org: await context.org(), warehouse: await context.warehouse() };
    return readHistory(ground, { ...who, metric, since });
  },
  show: showHistory,
  warnings: ({ kept }) =>
    kept
      ? []
      : ['The local history is off, so what is shown ends when it was: history: { local: true } goes on with it.'],
});

function whoseHistory(account: string | undefined, contact: string | undefined) {
  if (account !== undefined && contact === undefined) return { level: 'account', record: account } as const;
  if (contact !== undefined && account === undefined) return { level: 'contact', record: contact } as const;
  throw new Mistake({
    trouble: 'misuse',
    message: 'usage history shows one account or one contact.',
    actions: ['Name it: --account ID|NAME, or --contact ID|EMAIL|NAME'],
  });
}

function checkDay(since: string | undefined): void {
  const day = since === undefined ? undefined : new Date(`${since}T00:00:00Z`);
  if (day === undefined || (!Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === since)) return;
  throw new Mistake({
    trouble: 'misuse',
    message: `--since is "${since}", which is no day.`,
    actions: ['Write a day as 2026-06-01.'],
    facts: { since },
  });
}

function showHistory({ level, record, days, metrics }: UsageHistory, look: Look): string {
  const who = record.name === undefined ? record.id : `${record.name} (${record.id})`;
  if (days === undefined) return `No value of ${level} ${who} was accepted yet. A push that changes one adds it.`;
  const most = metrics.length === 1 ? Number.POSITIVE_INFINITY : SHOWN;
  return [
    `${look.paint('bold', who)}, ${days.from} to ${days.until}`,
    ...metrics.flatMap((one) => ['', ...showMetric(one, days, most, look)]),
  ].join('\n');
}

function showMetric(
  { metric, changes }: MetricHistory,
  days: { readonly from: string; readonly until: string },
  most: number,
  look: Look,
): readonly string[] {
  const numbers = changes.flatMap(({ value }) => (typeof value === 'number' ? [value] : []));
  const range = numbers.length > 0 ? `  low ${text(Math.min(...numbers))}, high ${text(Math.max(...numbers))}` : '';
  const line = numbers.length > 0 ? sparkline(seriesOf(changes, days), look.width) : '';
  const rows = changes.map(({ day, value }, at) => [day, text(value), changeText(changes[at - 1]?.value, value)]);
  const earlier = rows.length > most ? [`${rows.length - most} earlier changes: --metric "${metric}"`] : [];
  return [
    `${look.paint('bold', metric)}${range}`,
    ...(line === '' ? [] : [line]),
    look.table(
      [{ head: 'From' }, { head: 'Value', align: 'right' }, { head: 'Change', align: 'right' }],
      rows.slice(-most),
    ),
    ...earlier,
  ];
}

/** The value on each day, carried on until it changes. */
function seriesOf(
  changes: MetricHistory['changes'],
  { from, until }: { readonly from: string; readonly until: string },
): readonly (number | null)[] {
  const values = new Map(changes.map(({ day, value }) => [day, value]));
  const series: (number | null)[] = [];
  let value: number | string | null = null;
  for (let day = from; day <= until; day = nextDay(day)) {
    value = values.get(day) === undefined ? value : values.get(day)!;
    series.push(typeof value === 'number' ? value : null);
  }
  return series;
}

/** Days of the calendar have no zone and are all alike. */
function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

function text(value: number | string | null | undefined): string {
  if (value === null || value === undefined) return 'none';
  if (typeof value === 'number') return value.toLocaleString('en-US', { maximumFractionDigits: 2 });
  return value.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d):\d\d\.\d+Z$/, '$1 $2 UTC');
}

function changeText(before: number | string | null | undefined, now: number | string | null): string {
  if (typeof before !== 'number' || typeof now !== 'number') return '';
  return `${now > before ? '+' : ''}${text(now - before)}`;
}
