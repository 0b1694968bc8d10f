import { join } from 'node:path';
import { Mistake } from '../../base/errors.ts';
import { nearest } from '../../base/nearest.ts';
import type { Level, Settings } from '../../config/settings.ts';
import type { Ledger } from '../../ledger/types/ledger.ts';
import { fieldNameOf } from '../../metrics/definition/field-name.ts';
import { USAGE_OBJECTS } from '../../metrics/usage-objects.ts';
import type { Org } from '../../salesforce/org.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { findRecord, type NamedRecord } from '../people/find-record.ts';
import { dayOfFigures, historyFiles, historyFolder, historySql, namesIn } from './history-files.ts';

export interface HistoryGround {
  readonly settings: Settings;
  readonly org: Org;
  readonly warehouse: Warehouse;
  readonly ledger: Ledger;
}

export interface HistoryQuestion {
  readonly level: Level;
  /** An Id or a name; for a contact an e-mail address too. */
  readonly record: string;
  /** A metric's name or its field; all metrics without it. */
  readonly metric?: string | undefined;
  /** `2026-06-30`. */
  readonly since?: string | undefined;
}

/** What an org accepted for one record, metric by metric. */
export interface UsageHistory {
  readonly level: Level;
  readonly record: NamedRecord;
  /** False when the settings keep no history any more: what is there is from before. */
  readonly kept: boolean;
  /** The first and last day that the series speak of, in the zone of the config; absent when nothing was kept. */
  readonly days?: { readonly from: string; readonly until: string };
  readonly metrics: readonly MetricHistory[];
}

export interface MetricHistory {
  readonly metric: string;
  readonly field: string;
  /** The value from each day on at which it became another, oldest first. Null: an empty field, or a record that is gone. */
  readonly changes: readonly { readonly day: string; readonly value: number | string | null }[];
}

type HistoryRow = Readonly<Record<string, string | boolean | null>>;

/** Reads what was kept of one record. A value holds until another was accepted: only rows that changed are sent. */
export async function readHistory(ground: HistoryGround, question: HistoryQuestion): Promise<UsageHistory> {
  const { settings, org, warehouse, ledger } = ground;
  const { level, since } = question;
  const record = await findRecord(org, level, question.record);
  const files = await filesOf(settings, org, level);
  const kept = settings.history.local;
  if (files.length === 0 && !kept) throw noHistory();
  const rows =
    files.length === 0
      ? []
      : await warehouse.rows<HistoryRow>(
          `SELECT * REPLACE (CAST(day AS VARCHAR) AS day, CAST(accepted AS VARCHAR) AS accepted)
           FROM ${historySql(files)} WHERE record_id = ? ORDER BY day, accepted`,
          [record.id],
        );
  const fields = fieldsAsked(rows, settings, question);
  const texts = textFields(settings, level);
  const metrics = fields.map(([field, metric]) => ({
    metric,
    field,
    changes: changesOf(rows, { field, isText: texts.has(field) }, since),
  }));
  const told = metrics.filter(({ changes }) => changes.length > 0);
  const from = told.map(({ changes }) => changes[0]!.day).sort()[0];
  if (from === undefined) return { level, record, kept, metrics: [] };
  const [last] = ledger.listRuns({ orgId: org.organizationId, kind: 'push', limit: 1 });
  const days = [
    ...rows.map(({ day }) => String(day)),
    ...(last?.asOf ? [dayOfFigures(settings.window, last.asOf)] : []),
  ];
  return { level, record, kept, days: { from, until: days.sort().at(-1)! }, metrics: told };
}

/** A managed install puts a namespace before the object's name. */
async function filesOf(settings: Settings, org: Org, level: Level): Promise<readonly string[]> {
  const folder = historyFolder(settings, org.organizationId);
  const { object } = USAGE_OBJECTS[level];
  const found = (await namesIn(folder)).find((name) => name === object || name.endsWith(`__${object}`));
  return found === undefined ? [] : historyFiles(join(folder, found));
}

const OWN = new Set(['record_id', 'day', 'accepted', 'gone']);

/** Fields and the names of their metrics, in the order of the configuration; those that it names no more come last. */
function fieldsAsked(
  rows: readonly HistoryRow[],
  { metrics }: Settings,
  { level, metric }: HistoryQuestion,
): readonly (readonly [field: string, name: string])[] {
  const known = new Map(metrics.filter((one) => one.level === level).map((one) => [fieldNameOf(one), one.name]));
  const stored = new Set(rows.flatMap((row) => Object.keys(row)).filter((name) => !OWN.has(name)));
  const all = [
    ...[...known].filter(([field]) => stored.has(field)),
    ...[...stored].filter((field) => !known.has(field)).map((field) => [field, field] as const),
  ];
  if (metric === undefined) return all;
  const wanted = metric.toLowerCase();
  const found = all.filter((names) => names.some((name) => name.toLowerCase() === wanted));
  const names = [...new Set([...known.values(), ...all.map(([, name]) => name)])];
  if (found.length > 0 || names.some((name) => name.toLowerCase() === wanted)) return found;
  const near = nearest(metric, names);
  throw new Mistake({
    trouble: 'unknown-name',
    message: `There is no metric "${metric}" of ${level}s.`,
    actions: [
      near.length > 0
        ? `Did you mean ${near.map((name) => `"${name}"`).join(' or ')}?`
        : `Name one of these: ${names.join(', ')}`,
    ],
    facts: { metric, known: names },
  });
}

/** A text may look like a number: version 1.10 is not 1.1. */
function textFields({ metrics }: Settings, level: Level): ReadonlySet<string> {
  const texts = metrics.filter((one) => one.level === level && one.measure.kind === 'most-frequent');
  return new Set(texts.map(fieldNameOf));
}

/** Of one day what was accepted last holds; a value that stays the same is told once. */
function changesOf(
  rows: readonly HistoryRow[],
  { field, isText }: { readonly field: string; readonly isText: boolean },
  since: string | undefined,
): MetricHistory['changes'] {
  const byDay = new Map<string, number | string | null>();
  for (const row of rows) {
    const told = row[field];
    if (row['gone'] === true && byDay.size > 0) byDay.set(String(row['day']), null);
    else if (told !== null && told !== undefined) byDay.set(String(row['day']), figureOf(String(told), isText));
  }
  const changes: { day: string; value: number | string | null }[] = [];
  for (const [day, value] of byDay) {
    const before = changes.at(-1);
    if (before !== undefined && since !== undefined && day <= since) changes.pop();
    const shown = since !== undefined && day < since ? since : day;
    if (changes.length === 0 || changes.at(-1)?.value !== value) changes.push({ day: shown, value });
  }
  return changes;
}

function figureOf(cell: string, isText: boolean): number | string | null {
  if (cell === '#N/A') return null;
  return !isText && /^-?\d+(\.\d+)?$/.test(cell) ? Number(cell) : cell;
}

function noHistory(): Mistake {
  return new Mistake({
    trouble: 'config',
    message: 'No local history is kept, so there is nothing to show.',
    actions: [
      'Switch it on in heap.config.yaml, and each push from then on adds its day: history: { local: true }',
      'What Salesforce itself kept is in the field history of the usage objects, where it is tracked.',
    ],
  });
}
