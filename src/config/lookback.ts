import type { Lookback } from './metric-settings.ts';

/** Each unit with its letters, and how many of it make ten years. */
const UNITS = [
  { letters: 'd', unit: 'days', most: 3653 },
  { letters: 'w', unit: 'weeks', most: 521 },
  { letters: 'mo', unit: 'months', most: 120 },
] as const;

const TO_DATE = { mtd: 'month', qtd: 'quarter', ytd: 'year' } as const;

export const LOOKBACK_FORMS =
  '7d (days), 4w (weeks), 3mo (months), mtd, qtd, ytd (month, quarter, year to date), or all';
export const LOOKBACK_PATTERN = '^([1-9][0-9]*(d|w|mo)|mtd|qtd|ytd|all)$';

export type ParsedLookback =
  | { readonly status: 'fine'; readonly lookback: Lookback }
  | { readonly status: 'wrong'; readonly because: string };

/** Reads `7d`, `4w`, `3mo`, `mtd`, `qtd`, `ytd` or `all`: how far back from its end a metric looks. */
export function parseLookback(text: string): ParsedLookback {
  if (text === 'all') return { status: 'fine', lookback: { kind: 'all' } };
  if (isToDate(text)) return { status: 'fine', lookback: { kind: 'to-date', unit: TO_DATE[text] } };
  const match = /^(\d+)([a-z]+)$/.exec(text);
  const unit = UNITS.find(({ letters }) => letters === match?.[2]);
  if (match === null || unit === undefined) return { status: 'wrong', because: `write ${LOOKBACK_FORMS}` };
  const count = Number(match[1]);
  if (count === 0) return { status: 'wrong', because: 'a lookback holds at least one day; write 1d or more' };
  if (count > unit.most) {
    return {
      status: 'wrong',
      because: `that is more than ten years; write ${unit.most}${unit.letters} or less, or all`,
    };
  }
  return { status: 'fine', lookback: { kind: 'span', count, unit: unit.unit } };
}

function isToDate(text: string): text is keyof typeof TO_DATE {
  return Object.hasOwn(TO_DATE, text);
}
