/**
 * How long an answer asks to wait, in milliseconds: a number of seconds, or a moment.
 * https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
 */
export function retryAfterMs(header: string | undefined, now: Date): number | undefined {
  const text = header?.trim();
  if (text === undefined || text === '') return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const moment = Date.parse(text);
  return Number.isNaN(moment) ? undefined : Math.max(0, moment - now.getTime());
}

/** The pause after so many failures in a row: from one second on twice as long each time, and half of it left to chance. */
export function backOffMs(failures: number, random: () => number): number {
  const longest = Math.min(60_000, 1000 * 2 ** (failures - 1));
  return longest / 2 + (longest / 2) * random();
}
