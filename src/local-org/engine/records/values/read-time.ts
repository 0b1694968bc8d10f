const dateForm = /^\d{4}-\d{2}-\d{2}$/;
/** A T stands between day and time, and no blank. Observed: https://github.com/regican/Salesforce/issues/2 */
const datetimeForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})?$/;

/** The number that so many digits make, or NaN. Reads without making texts: this runs for each cell of a big load. */
export function digits(text: string, from: number, count: number): number {
  let value = 0;
  for (let at = from; at < from + count; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

const monthLengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isDay(year: number, month: number, day: number): boolean {
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= monthLengths[month - 1]!)) return false;
  return month !== 2 || day < 29 || (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0));
}

/** Milliseconds of a datetime as Salesforce reads it, to the whole second; nothing if it is none. */
export function readDatetime(text: string): number | undefined {
  const parts = datetimeForm.exec(text);
  if (!parts) return undefined;
  const [year, month, day] = [digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2)];
  const [hour, minute] = [digits(text, 11, 2), digits(text, 14, 2)];
  const second = parts[1] === undefined ? 0 : digits(parts[1], 1, 2);
  if (!isDay(year, month, day) || hour > 23 || minute > 59 || second > 59) return undefined;
  const time = Date.UTC(year, month - 1, day, hour, minute, second);
  const zone = parts[2];
  if (zone === undefined || zone === 'Z') return time;
  const [hours, rest] = [digits(zone, 1, 2), digits(zone, zone.length - 2, 2)];
  if (hours > 23 || rest > 59) return undefined;
  const minutes = hours * 60 + rest;
  return zone.startsWith('-') ? time + minutes * 60_000 : time - minutes * 60_000;
}

/** The day, if there is one of that name. */
export function readDate(text: string): string | undefined {
  return dateForm.test(text) && isDay(digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2)) ? text : undefined;
}
