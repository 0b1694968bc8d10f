import { counted, number } from '../../base/counted.ts';
import { Mistake } from '../../base/errors.ts';
import type { Credits } from '../../salesforce/credits.ts';
import { rowsFor, type SendPrice } from './send-price.ts';

/** What a push costs beside what may still be spent. */
export interface PushPrice {
  readonly levels: readonly SendPrice[];
  /** All together, the removal of rows whose record is gone included. */
  readonly requests: number;
  /** What is left under the tightest of the caps, and which that is. */
  readonly left: number;
  readonly cap: string;
  readonly fits: boolean;
}

export function priceOf(levels: readonly SendPrice[], credits: Credits, removal = 0): PushPrice {
  const requests = levels.reduce((sum, level) => sum + level.requests, removal);
  const { name, of, left } = credits.tightest();
  return { levels, requests, left, cap: `${number(of)} ${name}`, fits: requests <= left };
}

/** Stops a push that would pass a cap before its first row has gone, and says what would fit. */
export function checkPrice(price: PushPrice, credits: Credits): void {
  if (price.fits) return;
  const { left, requests, levels } = price;
  const { actions } = credits.tightest();
  const alone = levels.filter((level) => level.rows > 0 && level.requests <= left);
  throw new Mistake({
    trouble: 'limit',
    message: `This push needs ${number(requests)} Salesforce API requests (${levels.map(priceText).join('; ')}), and ${number(left)} are left of the ${price.cap}. Nothing was sent.`,
    actions: [
      ...actions,
      left === 0
        ? 'No row would fit now.'
        : `What would fit now: ${number(rowsFor(left))} rows${alone.length > 0 ? `, or ${alone.map(({ object }) => object).join(' or ')} by itself` : ''}.`,
    ],
    facts: { requests, left, cap: price.cap, rowsThatFit: rowsFor(left), levels },
  });
}

/** `2,510 rows of Heap_Contact_Usage__c by bulk, 1 job, 10 requests`. */
export function priceText({ object, rows, way, jobs, requests }: SendPrice): string {
  const how = way === 'bulk' ? `bulk, ${jobs} ${jobs === 1 ? 'job' : 'jobs'}` : 'collections';
  return `${counted(rows, 'row')} of ${object} by ${how}, ${counted(requests, 'request')}`;
}
