import { nearest } from '../base/nearest.ts';

/** What is wrong with the name of a time zone; nothing when it is one. */
export function zoneTrouble(zone: string): string | undefined {
  if (isZone(zone)) return undefined;
  const [near] = nearest(zone, Intl.supportedValuesOf('timeZone'), 1);
  const hint = near === undefined ? 'write an IANA zone such as America/Los_Angeles' : `did you mean ${near}?`;
  return `is no time zone; ${hint}`;
}

function isZone(zone: string): boolean {
  // An offset such as +02:00 is a zone to Intl; to us it is not, for it knows no summer time.
  if (/^[+-]/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
