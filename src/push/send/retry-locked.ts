import { setTimeout as pause } from 'node:timers/promises';
import { counted } from '../../base/counted.ts';
import { rulesByCode } from '../../salesforce/refusal-rules.ts';
import { sendColumnsSql } from '../figures/prepare-usage.ts';
import type { SendGround } from '../push-ground.ts';
import type { UsageTarget } from '../usage-object.ts';
import { countRejected, takeRejected } from './rejected-rows.ts';
import { cheaperWay, requestsOf } from './send-price.ts';
import { type SentTally, sendRows } from './send-rows.ts';

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

/** Sends rows again that met a lock, alone and then in small serial batches; what is still locked stays rejected. `sent` has the cells. */
export async function retryLocked(ground: SendGround, target: UsageTarget, sent: string): Promise<Retried> {
  const { warehouse, org, progress } = ground;
  const tallies: SentTally[] = [];
  let first = 0;
  for (const [at, { pause: wait, small }] of ROUNDS.entries()) {
    const rows = await countRejected(warehouse, target, PASSING);
    const perRequest = small ? Math.min(200, Math.max(10, Math.ceil(rows / SMALL_BATCHES))) : 200;
    const way = small ? 'collections' : cheaperWay(rows);
    const requests = small ? Math.ceil(rows / perRequest) : requestsOf(way, rows);
    if (rows === 0 || requests > org.credits.remaining() || (small && requests > SMALL_BATCHES)) break;
    progress.step(`Send ${counted(rows, 'row')} to ${target.object} again that met a lock`);
    first ||= rows;
    await pause(wait);
    const again = `again_${target.level}_${at + 1}`;
    await takeRejected(warehouse, target, { codes: PASSING, into: again });
    const sql = sendColumnsSql(target, `(SELECT * FROM ${sent} SEMI JOIN ${again} USING (record_id))`);
    tallies.push(
      await sendRows(ground, target, {
        from: sent,
        sql,
        way,
        name: `${target.level}-again-${at + 1}`,
        ...(small && { perRequest }),
      }),
    );
  }
  return { tallies, rows: first };
}
