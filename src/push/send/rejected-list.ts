import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SendGround } from '../push-ground.ts';
import type { UsageTarget } from '../usage-object.ts';
import { rejectedCodes, rejectedSql } from './rejected-rows.ts';

/** In the state folder; each list is named after its run. */
export const REJECTED_FOLDER = 'rejected';

/**
 * Keeps the rejected rows of a level so far, of which the last delivery has `added` some, as a file, to which the ledger points once it
 * is whole; `sent` has the cells.
 */
export async function keepRejectedList(
  ground: SendGround,
  target: UsageTarget,
  { sent, added }: { readonly sent: string; readonly added: number },
): Promise<void> {
  const { warehouse, run, ledger, settings } = ground;
  const before = ledger.rejectedRows(run.id).find(({ object }) => object === target.object);
  if (before === undefined && added === 0) return;
  const byCode = await rejectedCodes(warehouse, target);
  const folder = join(settings.stateFolder, REJECTED_FOLDER);
  await mkdir(folder, { recursive: true });
  const version = Number(/-(\d+)\.parquet$/.exec(before?.file ?? '')?.[1] ?? 0) + 1;
  const file = join(folder, `${run.id}-${target.object}-${version}.parquet`);
  if (byCode.length > 0) {
    await warehouse.copyToParquet(rejectedSql(target, sent), file);
  }
  run.reject({ object: target.object, file, byCode: byCode.map(({ code, rows }) => ({ code, rows })) });
  if (before !== undefined) await rm(before.file, { force: true });
}
