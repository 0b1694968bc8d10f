import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AcceptedRows } from '../../ledger/types/job.ts';
import { dropSnapshot, moveSnapshot, writeSnapshot } from '../accepted/accepted-snapshot.ts';
import { keepHistory } from '../history/keep-history.ts';
import type { SendGround } from '../push-ground.ts';
import type { UsageTarget } from '../usage-object.ts';
import { bulkAnswers } from './bulk-answers.ts';
import { bringHome, deliverBulk, openJob, type Part } from './deliver-bulk.ts';
import { deliverCollections, partRows } from './deliver-collections.ts';
import { keepRejectedList } from './rejected-list.ts';
import { asAnswers } from './send-journal.ts';
import type { SendWay } from './send-price.ts';
import { sentFolder } from './sent-folder.ts';
import { type Answers, printed, type Settled, settle } from './settle.ts';
import { writeOrdered } from './write-ordered.ts';

/** Rows that go as one delivery. */
export interface Delivery {
  /** A table, or a query in brackets, with `record_id` and the cells of the rows, be there more of them. */
  readonly from: string;
  /** A query with the columns of the CSV. */
  readonly sql: string;
  readonly way: SendWay;
  /** Unique within the run; its CSV and its tables go by it. */
  readonly name: string;
  /** By collections: rows to a request, 200 unless set; then one request goes after another. */
  readonly perRequest?: number;
}

/** What became of one delivery. */
export type SentTally = Omit<Settled, 'acceptedSql'>;

/**
 * Sends rows, reads what became of each, and moves the snapshot by what was accepted. The order is what makes a kill
 * harmless at any line: first the job's id is on disk, then the rows travel; first the snapshot is moved, then the job
 * counts as settled. A job that is settled twice is settled to the same.
 */
export async function sendRows(ground: SendGround, target: UsageTarget, delivery: Delivery): Promise<SentTally> {
  const { warehouse, run, settings } = ground;
  const folder = sentFolder(settings.stateFolder, run.id);
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${delivery.name}.csv`);
  const sent = await printed(warehouse, target, delivery.sql);
  const { rows } = sent;
  // Not before: metrics are counted faster without. Rows that only pass through files take hardly longer, and 30 MB less.
  if (rows > FEW_ROWS) await warehouse.giveBack();
  const { answers, jobId, state, whole } = await deliver(ground, target, delivery, { file, rows });
  const name = `settled_${delivery.name.replaceAll(/\W/g, '_')}`;
  const settled = await settle(warehouse, target, { sent, answers, name });
  await keepHistory(ground, target, { acceptedSql: settled.acceptedSql, jobId });
  if (settled.accepted === rows) await moveSnapshot(ground, target, whole);
  else {
    await dropSnapshot(ground, target, whole);
    const { accepted, acceptedSql } = settled;
    if (accepted > 0)
      await moveSnapshot(ground, target, await writeSnapshot(ground, target, { acceptedSql, name: jobId }));
  }
  await keepRejectedList(ground, target, { sent: delivery.from, added: settled.rejected });
  run.moveJob(jobId, 'settled', state);
  const { acceptedSql: _, ...tally } = settled;
  return tally;
}

interface Delivered {
  readonly jobId: string;
  readonly state?: string;
  readonly answers: Answers;
  /** The snapshot should all rows be accepted, written while the org is at work. */
  readonly whole: AcceptedRows;
}

async function deliver(ground: SendGround, target: UsageTarget, delivery: Delivery, part: Part): Promise<Delivered> {
  return delivery.way === 'bulk'
    ? byBulk(ground, target, delivery, part)
    : byCollections(ground, target, delivery, part);
}

/**
 * Up to so many rows memory is not what there is too little of: what DuckDB has freed it uses again, and the results come home
 * while the snapshot is still being written. Of more rows each of the two would take 30 MB more.
 */
const FEW_ROWS = 200_000;

async function byBulk(ground: SendGround, target: UsageTarget, delivery: Delivery, part: Part): Promise<Delivered> {
  const { warehouse, org } = ground;
  const { sql } = delivery;
  const { externalId } = target;
  // The org opens its job meanwhile.
  const [opened] = await Promise.all([
    openJob(part, { ...ground, target }),
    writeOrdered(warehouse, sql, { ...part, key: externalId }),
  ]);
  const plain = target.metrics.every(({ field }) => field.type.kind !== 'Text');
  const preparing = writeWhole(ground, target, delivery);
  const delivering = async () => {
    const job = await deliverBulk(opened, part, { ...ground, target });
    if (part.rows > FEW_ROWS) await preparing;
    return { job, results: await bringHome(org, { jobId: job.id, sentFile: part.file, plain }) };
  };
  const [{ job, results }, whole] = await Promise.all([delivering(), preparing]);
  const answers = await bulkAnswers(warehouse, job, results, { externalId, plain });
  return { jobId: job.id, state: job.state, answers, whole };
}

async function byCollections(
  ground: SendGround,
  target: UsageTarget,
  delivery: Delivery,
  part: Part,
): Promise<Delivered> {
  const { warehouse, run } = ground;
  const { sql, name, perRequest } = delivery;
  await writeOrdered(warehouse, sql, { ...part, key: target.externalId });
  const jobId = `${run.id}-${name}`;
  // Read before DuckDB has anything else to do: then they go at once.
  const rows = await partRows(warehouse, part, target);
  const [told, whole] = await Promise.all([
    deliverCollections(part, jobId, { ...ground, target, rows, perRequest }),
    writeWhole(ground, target, delivery),
  ]);
  const table = `answers_${name.replaceAll(/\W/g, '_')}`;
  return { jobId, answers: await asAnswers(warehouse, told, { rows: part.rows, name: table }), whole };
}

async function writeWhole(ground: SendGround, target: UsageTarget, { sql, name }: Delivery): Promise<AcceptedRows> {
  return writeSnapshot(ground, target, { acceptedSql: sql, name: `${ground.run.id}-${name}` });
}
