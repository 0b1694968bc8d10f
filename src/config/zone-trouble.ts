import { nearest } from '../base/nearest.ts';

/** What is wrong with the name of a time zone; nothing when it is one. */
export function zoneTrouble(zone: string): string | undefined {
  const resolved = resolvedZone(zone);
  if (resolved !== undefined) {
    if (!/^[a-z]{3}$/i.test(zone) || SHORT.has(zone.toUpperCase())) return undefined;
    // To Intl BST is Bangladesh and IST India, whatever a person in London or Tel Aviv meant; to cron and systemd it is nothing.
    return `is an abbreviation, which means several zones; write one as ${resolved} in full`;
  }
  const [near] = nearest(zone, Intl.supportedValuesOf('timeZone'), 1);
  const hint = near === undefined ? 'write an IANA zone such as America/Los_Angeles' : `did you mean ${near}?`;
  return `is no time zone; ${hint}`;
}

/** The zone as the time zone database spells it: Intl takes it in any case, a system that runs the schedule does not. */
export function spelledZone(zone: string): string {
  if (resolvedZone(zone) === zone) return zone;
  const lower = zone.toLowerCase();
  return [...SHORT, ...Intl.supportedValuesOf('timeZone')].find((one) => one.toLowerCase() === lower) ?? zone;
}

/** The names of three letters that the time zone database has: https://data.iana.org/time-zones/tzdb/ */
const SHORT = new Set(['UTC', 'GMT', 'UCT', 'EST', 'MST', 'HST', 'CET', 'MET', 'EET', 'WET', 'PRC', 'ROC', 'ROK']);

function resolvedZone(zone: string): string | undefined {
  // An offset such as +02:00 is a zone to Intl; to us it is not, for it knows no summer time.
  if (/^[+-]/.test(zone)) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
