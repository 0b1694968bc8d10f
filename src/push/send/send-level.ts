import { rm } from 'node:fs/promises';
import { ruleFor } from '../../salesforce/refusal-rules.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { type LevelTables, sendColumnsSql } from '../figures/prepare-usage.ts';
import type { SendGround } from '../push-ground.ts';
import type { LevelReport } from '../push-report.ts';
import type { UsageTarget } from '../usage-object.ts';
import { emptyRejected, rejectedCodes } from './rejected-rows.ts';
import { retryLocked } from './retry-locked.ts';
import { cheaperWay, requestsOf, type SendPrice } from './send-price.ts';
import { type SentTally, sendRows } from './send-rows.ts';
import { sentFolder } from './sent-folder.ts';

/** What a part aims at, of the 100 MB that a job takes: rows differ in length. */
const PART_BYTES = 90_000_000;

/** A level with its rows compared and the way they will go. */
export interface LevelWork {
  readonly target: UsageTarget;
  readonly tables: LevelTables;
  readonly price: SendPrice;
}

/** Decides how the changed rows of a level go, and what that costs. */
export function planLevel(target: UsageTarget, tables: LevelTables): LevelWork {
  const { toSend, bytes } = tables.counts;
  const way = cheaperWay(toSend);
  const jobs = way === 'bulk' ? Math.ceil(bytes / PART_BYTES) : 0;
  const { level, object } = target;
  return { target, tables, price: { level, object, rows: toSend, way, jobs, requests: requestsOf(way, toSend, jobs) } };
}

/** Sends the rows of a level that differ, part by part, and tells what became of each. */
export async function sendLevel(ground: SendGround, { target, tables, price }: LevelWork): Promise<LevelReport> {
  const tallies: SentTally[] = [];
  await emptyRejected(ground.warehouse, target);
  for (const [at, sql] of (await partsOf(ground.warehouse, target, tables, price)).entries()) {
    if (price.jobs > 1) ground.progress.update(`part ${at + 1} of ${price.jobs}`);
    tallies.push(
      await sendRows(ground, target, { from: tables.changed, sql, way: price.way, name: `${target.level}-${at + 1}` }),
    );
  }
  const retried = await retryLocked(ground, target, tables.changed);
  await rm(sentFolder(ground.settings.stateFolder, ground.run.id), { recursive: true, force: true });
  return reportOf(ground, { target, tables, price }, [...tallies, ...retried.tallies], retried.rows);
}

/** The report of a level of which nothing is sent. */
export function unsentReport({ target, tables, price }: LevelWork): LevelReport {
  return { ...emptyReport(target, tables, price), unaccounted: 0, rejected: [], problems: [] };
}

/** The rows of each part as a query. Rows of one record lie side by side, so that they do not meet in two batches. */
async function partsOf(
  warehouse: Warehouse,
  target: UsageTarget,
  { changed }: LevelTables,
  { rows, jobs }: SendPrice,
): Promise<readonly string[]> {
  if (rows === 0) return [];
  if (jobs <= 1) return [sendColumnsSql(target, changed)];
  const table = `parts_${target.level}`;
  await warehouse.run(
    `CREATE OR REPLACE TABLE ${table} AS SELECT record_id, (ntile(${jobs}) OVER (ORDER BY record_id)) - 1 AS part FROM ${changed}`,
  );
  return Array.from({ length: jobs }, (_, part) => {
    const ofPart = `(SELECT * FROM ${changed} SEMI JOIN (SELECT record_id FROM ${table} WHERE part = ${part}) USING (record_id))`;
    return sendColumnsSql(target, ofPart);
  });
}

function emptyReport(target: UsageTarget, { counts: { input, toSend } }: LevelTables, price: SendPrice) {
  return {
    level: target.level,
    object: target.object,
    metrics: target.metrics.map(({ name }) => name),
    counts: { input, accepted: 0, rejected: 0, unprocessed: 0, unchanged: input - toSend },
    toSend,
    price,
    created: 0,
    retried: 0,
    dropped: target.dropped.map(({ metric, why }) => ({ metric: metric.name, field: metric.field.name, why })),
  };
}

async function reportOf(
  ground: SendGround,
  { target, tables, price }: LevelWork,
  tallies: readonly SentTally[],
  retried: number,
): Promise<LevelReport> {
  const sum = (count: (one: SentTally) => number) => tallies.reduce((all, one) => all + count(one), 0);
  const codes = await rejectedCodes(ground.warehouse, target);
  const empty = emptyReport(target, tables, price);
  const accepted = sum((one) => one.accepted);
  const rejected = codes.reduce((all, { rows }) => all + rows, 0);
  return {
    ...empty,
    // What was locked is rejected first and then taken: what is not in the list at the end and was not taken is open.
    counts: { ...empty.counts, accepted, rejected, unprocessed: price.rows - accepted - rejected },
    created: sum((one) => one.created),
    retried,
    unaccounted: sum((one) => one.unaccounted),
    rejected: codes.map((one) => ({ ...one, advice: ruleFor(one.code).action })),
    problems: tallies.flatMap(({ problem }) => (problem === undefined ? [] : [problem])),
  };
}
