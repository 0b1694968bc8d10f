/** Changed records that one credit more stands for. */
const RECORDS = 2000;

/** What an hour may cost in which so many records have changed, by the rule of Heap's own integration at its strictest. */
export function creditsFor(changed: number): number {
  return 2 + Math.floor(changed / RECORDS);
}
