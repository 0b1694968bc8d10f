import type { Cell } from '../base/table.ts';
import type { Distribution } from '../metrics/counting/distribution.ts';
import type { MetricPreview, MetricsPreview, RecordPreview } from '../push/preview-metrics.ts';
import type { Look } from './look.ts';
import { sparkline } from './sparkline.ts';

/** Widest picture of a distribution; what is left of 80 columns holds its figures. */
const BARS = 24;

const LEVELS = { account: 'accounts', contact: 'contacts' } as const;

/** The named records first, then how each metric spreads over all of them. */
export function showPreview({ asOf, newest, matchedWith, metrics, records }: MetricsPreview, look: Look): string {
  const spreads = (['account', 'contact'] as const).flatMap((level) => {
    const ofLevel = metrics.filter((one) => one.level === level);
    const [first] = ofLevel;
    if (first === undefined) return [];
    const who = matchedWith === 'org' ? `matched ${LEVELS[level]}` : `${level} keys that Heap knows`;
    const head = look.paint('bold', `${number(first.distribution.records)} ${who}`);
    return [[head, ...ofLevel.flatMap((one) => showMetric(one, look))].join('\n')];
  });
  return [
    ...records.map((record) => showRecord(record, look)),
    ...spreads,
    look.wrap(
      `As of ${text(asOf)}${newest === undefined ? '' : `; the newest data is of ${mark(newest)}`}. Bars: how many have how much, from least to most, zeros left out. Nothing was sent.`,
    ),
  ].join('\n\n');
}

function showRecord({ level, id, name, matched, values }: RecordPreview, look: Look): string {
  const head = look.paint('bold', name === undefined ? `${level} ${id}` : `${name} (${level} ${id})`);
  if (!matched) return `${head}\nNo Heap user belongs to it, so that it would have no figures.`;
  const table = look.table(
    [{ head: 'Metric' }, { head: 'Value', align: 'right' }],
    values.map(({ metric, type, value }) => [metric, typedText(type, value)]),
  );
  return `${head}\n${table}`;
}

function showMetric({ metric, distribution }: MetricPreview, look: Look): readonly string[] {
  const { spread } = distribution;
  const shares = sharesOf(distribution);
  if (spread.kind === 'nothing') return [metric, `  no record has a value`];
  if (spread.kind === 'words') {
    const words = spread.words.map(({ word, records }) => `${word} ${share(records, distribution.records)}`);
    return [metric, look.wrap([...words, ...shares].join(', '), 2)];
  }
  const { min, median, max, bins } = spread;
  const bars = sparkline(
    bins.map((count) => (count === 0 ? null : count)),
    BARS,
  );
  const figures = [`min ${mark(min)}`, `median ${mark(median)}`, `max ${mark(max)}`];
  const short = `  ${bars.padEnd(BARS)}  ${[...figures, ...shares].join(', ')}`;
  if (short.length <= look.width) return [metric, short];
  return [metric, `  ${bars.padEnd(BARS)}  ${shares.join(', ')}`.trimEnd(), look.wrap(figures.join(', '), 4)];
}

function sharesOf({ zero, none, records }: Distribution): readonly string[] {
  return [
    ...(zero === undefined || zero === 0 ? [] : [`${share(zero, records)} zero`]),
    ...(none === 0 ? [] : [`${share(none, records)} empty`]),
  ];
}

function share(part: number, whole: number): string {
  const percent = (part / whole) * 100;
  return `${percent > 0 && percent < 1 ? '<1' : Math.round(percent)}%`;
}

function number(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 2 });
}

/** A day has no hour, and a percentage its sign. */
function typedText(type: RecordPreview['values'][number]['type'], value: Cell): string {
  if (type === 'Date' && value instanceof Date) return mark(value);
  return type === 'Percent' && value !== null ? `${text(value)}%` : text(value);
}

/** A day is enough where it stands for many. */
function mark(value: number | Date): string {
  return value instanceof Date ? value.toISOString().slice(0, 10) : number(value);
}

function text(value: Cell): string {
  if (value === null) return '-';
  if (value instanceof Date) return value.toISOString().replace(/^(.{10})T(.{5}).*$/, '$1 $2 UTC');
  return typeof value === 'number' ? number(value) : String(value);
}
