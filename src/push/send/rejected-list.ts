import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SendGround } from '../push-ground.ts';
import type { UsageTarget } from '../usage-object.ts';
import { rejectedTable } from './settle.ts';

/** In the state folder; each list is named after its run. */
export const REJECTED_FOLDER = 'rejected';

/** How often each code came, and one row as an example. */
export interface RejectedCode {
  readonly code: string;
  readonly rows: number;
  readonly example: string;
}

/** The codes of a level's rejected rows, the most frequent first. */
export async function rejectedCodes({ warehouse }: SendGround, target: UsageTarget): Promise<readonly RejectedCode[]> {
  return warehouse.rows<RejectedCode>(
    `SELECT code, count(*) AS rows, min_by(record_id || ': ' || message, record_id) AS example
     FROM ${rejectedTable(target)} GROUP BY code ORDER BY rows DESC, code`,
  );
}

/** Keeps the rejected rows of a level so far as a file, to which the ledger points once it is whole. */
export async function keepRejectedList(ground: SendGround, target: UsageTarget): Promise<void> {
  const { warehouse, run, ledger, settings } = ground;
  const before = ledger.rejectedRows(run.id).find(({ object }) => object === target.object);
  const byCode = await rejectedCodes(ground, target);
  if (byCode.length === 0 && before === undefined) return;
  const folder = join(settings.stateFolder, REJECTED_FOLDER);
  await mkdir(folder, { recursive: true });
  const version = Number(/-(\d+)\.parquet$/.exec(before?.file ?? '')?.[1] ?? 0) + 1;
  const file = join(folder, `${run.id}-${target.object}-${version}.parquet`);
  if (byCode.length > 0) {
    await warehouse.copyToParquet(`SELECT * FROM ${rejectedTable(target)}`, file);
  }
  run.reject({ object: target.object, file, byCode: byCode.map(({ code, rows }) => ({ code, rows })) });
  if (before !== undefined) await rm(before.file, { force: true });
}
