import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RejectedRow } from '../ledger/types.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { moveSnapshot } from './accepted-snapshot.ts';
import { type LevelTables, rowsToSendSql } from './prepare-usage.ts';
import type { SendGround } from './push-ground.ts';
import type { LevelReport } from './push-report.ts';
import { sendPart, writeParts } from './send-usage.ts';
import { type Settled, settle } from './settle.ts';
import type { UsageTarget } from './usage-object.ts';

/** Sends the rows of a level that differ, part by part, and counts what became of each; without a ground it only counts. */
export async function sendLevel(
  warehouse: Warehouse,
  target: UsageTarget,
  tables: LevelTables,
  ground: SendGround | undefined,
): Promise<LevelReport> {
  const input = await warehouse.count(`SELECT 1 FROM ${tables.usage}`);
  const toSend = await warehouse.count(`SELECT 1 FROM ${tables.changed}`);
  const settled = ground === undefined || toSend === 0 ? [] : await sendParts(ground, target, tables);
  const sum = (count: (one: Settled) => number) => settled.reduce((all, one) => all + count(one), 0);
  return {
    level: target.level,
    object: target.object,
    metrics: target.metrics.map(({ name }) => name),
    counts: {
      input,
      accepted: sum(({ accepted }) => accepted),
      rejected: sum(({ rejected }) => rejected),
      unprocessed: sum(({ unprocessed }) => unprocessed),
      unchanged: input - toSend,
    },
    toSend,
    created: sum(({ created }) => created),
    dropped: target.dropped.map(({ metric, why }) => ({ metric: metric.name, field: metric.field.name, why })),
    rejected: byCode(settled.flatMap(({ rejectedRows }) => rejectedRows)),
    problems: settled.flatMap(({ problem }) => (problem === undefined ? [] : [problem])),
  };
}

async function sendParts(ground: SendGround, target: UsageTarget, tables: LevelTables): Promise<readonly Settled[]> {
  const { warehouse, run, progress } = ground;
  const folder = sentFolder(ground.settings.stateFolder, run.id);
  const parts = await writeParts(warehouse, rowsToSendSql(target, tables), {
    folder,
    name: target.object,
    orderBy: target.externalId,
  });
  const all: Settled[] = [];
  for (const [at, part] of parts.entries()) {
    const which = parts.length === 1 ? '' : ` (part ${at + 1} of ${parts.length})`;
    progress.step(`Send ${part.rows.toLocaleString('en-US')} rows to ${target.object}${which}`);
    const finished = await sendPart(part, { ...ground, target });
    const into = `settled_${target.level}_${at + 1}`;
    const settled = await settle(warehouse, finished, { externalId: target.externalId, into });
    run.reject(settled.rejectedRows);
    await moveSnapshot(ground, target, { settled: into, jobId: finished.job.id });
    run.moveJob(finished.job.id, 'settled', finished.job.state);
    all.push(settled);
  }
  await rm(folder, { recursive: true, force: true });
  return all;
}

/** Where the rows of a run lie from before they are sent until their results are read, a crash between included. */
export function sentFolder(stateFolder: string, runId: string): string {
  return join(stateFolder, 'sent', runId);
}

function byCode(rows: readonly RejectedRow[]): LevelReport['rejected'] {
  const codes = new Map<string, { rows: number; example: string }>();
  for (const { code, message, recordId } of rows) {
    const seen = codes.get(code);
    if (seen === undefined) codes.set(code, { rows: 1, example: `${recordId}: ${message}` });
    else seen.rows += 1;
  }
  return [...codes].map(([code, seen]) => ({ code, ...seen })).sort((a, b) => b.rows - a.rows);
}
