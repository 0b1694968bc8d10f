import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AcceptedRows } from '../../ledger/types.ts';
import { dropSnapshot, moveSnapshot, writeSnapshot } from '../accepted/accepted-snapshot.ts';
import { keepHistory } from '../history/keep-history.ts';
import type { SendGround } from '../push-ground.ts';
import type { UsageTarget } from '../usage-object.ts';
import { bulkAnswers } from './bulk-answers.ts';
import { bringHome, deliverBulk, type Part } from './deliver-bulk.ts';
import { deliverCollections } from './deliver-collections.ts';
import { keepRejectedList } from './rejected-list.ts';
import { asAnswers } from './send-journal.ts';
import type { SendWay } from './send-price.ts';
import { sentFolder } from './sent-folder.ts';
import { type Answers, printed, type SentRows, type Settled, settle } from './settle.ts';
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
  // Not before: metrics are counted faster without. Rows that only pass through files take hardly longer, and 30 MB less.
  await warehouse.giveBack();
  const folder = sentFolder(settings.stateFolder, run.id);
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${delivery.name}.csv`);
  const { rows } = await writeOrdered(warehouse, delivery.sql, { key: target.externalId, file });
  const { answers, jobId, state, whole, sent } = await deliver(ground, target, delivery, { file, rows });
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
  await keepRejectedList(ground, target, delivery.from);
  run.moveJob(jobId, 'settled', state);
  const { acceptedSql: _, ...tally } = settled;
  return tally;
}

interface Delivered extends Prepared {
  readonly jobId: string;
  readonly state?: string;
  readonly answers: Answers;
}

/** What is made ready while the org is at work. */
interface Prepared {
  readonly sent: SentRows;
  /** The snapshot should all rows be accepted. */
  readonly whole: AcceptedRows;
}

async function deliver(ground: SendGround, target: UsageTarget, delivery: Delivery, part: Part): Promise<Delivered> {
  const { warehouse, run } = ground;
  const prepare = async (): Promise<Prepared> => {
    const { sql, name } = delivery;
    const whole = await writeSnapshot(ground, target, { acceptedSql: sql, name: `${run.id}-${name}` });
    return { whole, sent: await printed(warehouse, target, { sql, rows: part.rows }) };
  };
  if (delivery.way === 'bulk') {
    // One after the other in memory: the results come home once the snapshot is written.
    const [job, prepared] = await Promise.all([deliverBulk(part, { ...ground, target }), prepare()]);
    const plain = target.metrics.every(({ field }) => field.type.kind !== 'Text');
    const results = await bringHome(ground.org, { jobId: job.id, sentFile: part.file, plain });
    const answers = await bulkAnswers(warehouse, job, results, { externalId: target.externalId, plain });
    return { jobId: job.id, state: job.state, answers, ...prepared };
  }
  const jobId = `${run.id}-${delivery.name}`;
  const [told, prepared] = await Promise.all([
    deliverCollections(part, jobId, { ...ground, target, perRequest: delivery.perRequest }),
    prepare(),
  ]);
  const name = `answers_${delivery.name.replaceAll(/\W/g, '_')}`;
  return { jobId, answers: await asAnswers(warehouse, told, { rows: part.rows, name }), ...prepared };
}
