import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sqlName } from '../warehouse/sql.ts';
import { moveSnapshot } from './accepted-snapshot.ts';
import { bulkAnswers } from './bulk-answers.ts';
import { deliverBulk, type Part } from './deliver-bulk.ts';
import { deliverCollections } from './deliver-collections.ts';
import type { SendGround } from './push-ground.ts';
import { keepRejectedList } from './rejected-list.ts';
import { asAnswers } from './send-journal.ts';
import type { SendWay } from './send-price.ts';
import { sentFolder } from './sent-folder.ts';
import { type Answers, type Settled, settle } from './settle.ts';
import type { UsageTarget } from './usage-object.ts';

/** Rows that go as one delivery. */
export interface Delivery {
  /** A query with the columns of the CSV. */
  readonly sql: string;
  readonly way: SendWay;
  /** Unique within the run; its CSV and its tables go by it. */
  readonly name: string;
  /** By collections: rows to a request, 200 unless set. */
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
  const { rows } = await warehouse.copyToCsv(`${delivery.sql} ORDER BY ${sqlName(target.externalId)}`, file);
  const { answers, jobId, state } = await deliver(ground, target, delivery, { file, rows });
  const name = `settled_${delivery.name.replaceAll(/\W/g, '_')}`;
  const settled = await settle(warehouse, target, { sent: { sql: delivery.sql, rows }, answers, name });
  if (settled.accepted > 0) await moveSnapshot(ground, target, { acceptedSql: settled.acceptedSql, jobId });
  await keepRejectedList(ground, target);
  run.moveJob(jobId, 'settled', state);
  const { acceptedSql: _, ...tally } = settled;
  return tally;
}

interface Delivered {
  readonly jobId: string;
  readonly state?: string;
  readonly answers: Answers;
}

async function deliver(ground: SendGround, target: UsageTarget, delivery: Delivery, part: Part): Promise<Delivered> {
  const { warehouse, run } = ground;
  if (delivery.way === 'bulk') {
    const { job, results } = await deliverBulk(part, { ...ground, target });
    const answers = await bulkAnswers(warehouse, job, results, target.externalId);
    return { jobId: job.id, state: job.state, answers };
  }
  const jobId = `${run.id}-${delivery.name}`;
  const { perRequest = 200 } = delivery;
  const told = await deliverCollections(part, jobId, { ...ground, target, perRequest });
  const name = `answers_${delivery.name.replaceAll(/\W/g, '_')}`;
  return { jobId, answers: await asAnswers(warehouse, told, { rows: part.rows, name }) };
}
