/** The sample's days: 120 whole days in Pacific time, numbered from 0, the last of them 2026-06-30. */
export const days = 120;
export const lastDay = days - 1;
export const lastDate = '2026-06-30';

export const day = 86_400_000;
const hour = 3_600_000;

const firstMidnightUtc = Date.UTC(2026, 2, 3);
/** Summer time begins on 2026-03-08, the sixth day: from the seventh midnight on, Pacific is seven hours behind UTC. */
const firstSummerDay = 6;

/** The instant, in milliseconds, at which a day begins in Pacific time; day 120 is the end of the sample. */
export function midnight(number: number): number {
  return firstMidnightUtc + number * day + (number < firstSummerDay ? 8 : 7) * hour;
}

/** 0 is Sunday. */
export function weekday(number: number): number {
  return new Date(firstMidnightUtc + number * day).getUTCDay();
}

/** The day's number of a date of June 2026. */
export function june(date: number): number {
  return lastDay - 30 + date;
}
