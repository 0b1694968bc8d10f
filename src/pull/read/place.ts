/**
 * How far the records of an object are read, in the order of SystemModstamp and Id. The stamp is the org's, as
 * `2026-06-30T07:00:00.000Z`; without an Id it is the beginning of that moment.
 */
export interface Place {
  readonly stamp: string;
  readonly id: string;
}

/**
 * Rows are seen when their transaction commits, and carry a stamp from before. A transaction of Apex lasts ten minutes at
 * most; others are seen within seconds. So what is older than this is all there, and what is younger is read once more.
 * https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/apexcode/apex_gov_limits.htm
 */
const OVERLAP = 10 * 60_000;

/** Up to here nothing appears any more in an org whose clock shows `at`. */
export function settledAt(at: Date): string {
  return new Date(at.getTime() - OVERLAP).toISOString();
}

export function beginningOf(stamp: string): Place {
  return { stamp, id: '' };
}

/** The earlier of two places. */
export function earlier(one: Place, other: Place): Place {
  return one.stamp < other.stamp || (one.stamp === other.stamp && one.id < other.id) ? one : other;
}

/** The first place after all rows of a second, which is as exact as stamps are. */
export function afterSecond(stamp: string): Place {
  return beginningOf(new Date(Math.floor(Date.parse(stamp) / 1000) * 1000 + 1000).toISOString());
}

/** The condition of SOQL for all that comes after a place, and before a moment or up to the record of a place where one is given. */
export function rangeSoql({ stamp, id }: Place, until?: string | Place): string {
  const from =
    id === ''
      ? `SystemModstamp >= ${stamp}`
      : `(SystemModstamp > ${stamp} OR (SystemModstamp = ${stamp} AND Id > '${id}'))`;
  if (until === undefined) return from;
  const to = typeof until === 'string' ? beginningOf(until) : until;
  return to.id === ''
    ? `${from} AND SystemModstamp < ${to.stamp}`
    : `${from} AND (SystemModstamp < ${to.stamp} OR (SystemModstamp = ${to.stamp} AND Id <= '${to.id}'))`;
}

/** A stamp as REST gives it, `2026-06-30T07:00:00.000+0000`, in the form of a place. */
export function stampOf(raw: string): string {
  return new Date(raw.replace(/\+0000$/, 'Z')).toISOString();
}
