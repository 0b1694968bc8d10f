import { setTimeout as pause } from 'node:timers/promises';
import { counted, number } from '../../base/counted.ts';
import { NamedError } from '../../base/errors.ts';
import { inParallel } from '../../base/in-parallel.ts';
import { type RowOutcome, upsertRows } from '../../salesforce/collections.ts';
import { sqlName } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import type { UsageTarget } from '../usage-object.ts';
import { csvRows } from './bulk-answers.ts';
import { collectionRow, type TextRow } from './collection-row.ts';
import type { Delivering, Part } from './deliver-bulk.ts';
import { heldRows } from './held-rows.ts';
import { type Journal, openJournal, type RowAnswer } from './send-journal.ts';

interface Collecting extends Delivering {
  readonly warehouse: Warehouse;
  /** The rows of the part, as `partRows` reads them. */
  readonly rows: readonly TextRow[];
  /** Rows to a request, 200 unless set; then one request goes after another. */
  readonly perRequest?: number | undefined;
}

/**
 * So many requests are on their way at a time: while the org is at one, the next is made ready. No two rows of a part have
 * one parent, so that they do not wait for each other's locks.
 */
const AT_A_TIME = 2;

/**
 * Upserts a part by sObject Collections. A request has no job that could be asked later, so the intent is on disk before the
 * first goes, and answers after they came: what was answered is known after a kill, and of all else the org itself is asked.
 */
export async function deliverCollections(
  part: Part,
  jobId: string,
  { perRequest, rows: given, ...delivering }: Collecting,
): Promise<readonly RowAnswer[]> {
  const { run, target, progress } = delivering;
  const { object, externalId } = target;
  run.addJob({ jobId, way: 'collections', object, operation: 'upsert', rows: part.rows, file: part.file });
  const portions = inPortions(given, perRequest ?? 200);
  const journal = openJournal(
    part.file,
    given.map((row) => row[externalId] ?? ''),
  );
  const all: RowAnswer[] = [];
  try {
    await inParallel(portions, perRequest === undefined ? AT_A_TIME : 1, async (rows) => {
      all.push(...(await sendPortion(rows, journal, delivering)));
      progress.update(`${number(all.length)} of ${counted(part.rows, 'row')}`);
    });
  } finally {
    journal.close();
  }
  return all;
}

function inPortions<T>(rows: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, at) => rows.slice(at * size, (at + 1) * size));
}

/**
 * The rows of a part as texts, in an order that stays. There are as many as collections carry, which is few. They come as one
 * text, since each cell that DuckDB hands over by itself takes longer than all the rest.
 */
export async function partRows(
  warehouse: Warehouse,
  part: Part,
  { externalId }: UsageTarget,
): Promise<readonly TextRow[]> {
  const [all] = await warehouse.rows<{ readonly json: string | null }>(
    `SELECT CAST(to_json(list(sent ORDER BY sent.${sqlName(externalId)})) AS VARCHAR) AS json FROM ${csvRows(part.file)} AS sent`,
  );
  return JSON.parse(all?.json ?? '[]') as readonly TextRow[];
}

/** Pauses before the org is asked what it took of a request whose answer did not come. */
const pauses = [1000, 5000];

async function sendPortion(
  rows: readonly TextRow[],
  journal: Journal,
  on: Omit<Collecting, 'rows'>,
): Promise<readonly RowAnswer[]> {
  const { org, target, warehouse } = on;
  const answers: RowAnswer[] = [];
  let left = rows;
  for (let attempt = 0; left.length > 0; attempt++) {
    const ids = left.map((row) => row[target.externalId] ?? '');
    try {
      const sent = left.map((row) => collectionRow(row, target));
      const outcomes = await upsertRows(org, target.object, target.externalId, sent);
      answers.push(...outcomes.map((outcome) => answerOf(outcome, ids[outcome.index] ?? '')));
      left = [];
    } catch (error) {
      const wait = pauses[attempt];
      if (wait === undefined || !isPassing(error)) throw error;
      await pause(wait);
      const held = await heldRows(org, warehouse, target, left);
      answers.push(...[...held].map((id) => takenAnswer(id)));
      left = left.filter((row) => !held.has(row[target.externalId] ?? ''));
    }
  }
  journal.answered(answers);
  return answers;
}

/** The answer for a row that the org turned out to hold as it was sent. */
export function takenAnswer(id: string): RowAnswer {
  return { id, accepted: true, created: false, code: '', message: '', field: '' };
}

/** Trouble that another attempt may not meet: the line broke, or the org is busy for a moment. */
function isPassing(error: unknown): boolean {
  return error instanceof NamedError && (error.trouble === 'unreachable' || error.facts['advice'] === 'retry-now');
}

function answerOf(outcome: RowOutcome, id: string): RowAnswer {
  if (outcome.status === 'accepted') return { ...takenAnswer(id), created: outcome.created };
  const { code, message, fields } = outcome.problems[0] ?? {
    code: 'UNKNOWN',
    message: 'The org gave no reason.',
    fields: [],
  };
  return { id, accepted: false, created: false, code, message, field: fields.join(', ') };
}
