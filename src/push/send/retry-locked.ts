import { setTimeout as pause } from 'node:timers/promises';
import { rulesByCode } from '../../salesforce/refusal-rules.ts';
import { sqlText } from '../../warehouse/sql.ts';
import { sendColumnsSql } from '../figures/prepare-usage.ts';
import type { SendGround } from '../push-ground.ts';
import type { UsageTarget } from '../usage-object.ts';
import { cheaperWay, requestsOf } from './send-price.ts';
import { type SentTally, sendRows } from './send-rows.ts';
import { rejectedTable } from './settle.ts';

/** Codes of rows that another attempt may not meet: a lock, or an org that was busy for a moment. */
const PASSING = Object.entries(rulesByCode)
  .filter(([, { advice }]) => advice === 'retry-row' || advice === 'retry-now')
  .map(([code]) => code);

/** The small batches may take as many requests, so that a whole org that is locked does not eat the day's credits. */
const SMALL_BATCHES = 50;

interface Round {
  /** Milliseconds before it: a lock is held for the length of a transaction. */
  readonly pause: number;
  readonly small: boolean;
}

/** First without the others, then a few at a time, one request after another. */
const ROUNDS: readonly Round[] = [
  { pause: 300, small: false },
  { pause: 1500, small: true },
];

interface Retried {
  readonly tallies: readonly SentTally[];
  /** Rows that were sent once more. */
  readonly rows: number;
}

/** Sends rows again that met a lock, alone and then in small serial batches; what is still locked stays rejected. */
export async function retryLocked(ground: SendGround, target: UsageTarget): Promise<Retried> {
  const { warehouse, org, progress } = ground;
  const table = rejectedTable(target);
  const isPassing = `code IN (${PASSING.map(sqlText).join(', ')})`;
  const tallies: SentTally[] = [];
  let first = 0;
  for (const [at, { pause: wait, small }] of ROUNDS.entries()) {
    const rows = await warehouse.count(`SELECT 1 FROM ${table} WHERE ${isPassing}`);
    const perRequest = small ? Math.min(200, Math.max(10, Math.ceil(rows / SMALL_BATCHES))) : 200;
    const way = small ? 'collections' : cheaperWay(rows);
    const requests = small ? Math.ceil(rows / perRequest) : requestsOf(way, rows);
    if (rows === 0 || requests > org.credits.remaining() || (small && requests > SMALL_BATCHES)) break;
    progress.step(`Send ${rows.toLocaleString('en-US')} rows to ${target.object} again that met a lock`);
    first ||= rows;
    await pause(wait);
    const again = `again_${target.level}_${at + 1}`;
    await warehouse.run(`CREATE OR REPLACE TABLE ${again} AS SELECT * FROM ${table} WHERE ${isPassing}`);
    await warehouse.run(`DELETE FROM ${table} WHERE ${isPassing}`);
    const sql = sendColumnsSql(target, again);
    tallies.push(await sendRows(ground, target, { sql, way, name: `${target.level}-again-${at + 1}`, perRequest }));
  }
  return { tallies, rows: first };
}
