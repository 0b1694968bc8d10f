/** What is wrong with a batch as a whole. */
export class BatchTrouble extends Error {
  override readonly name = 'BatchTrouble';
}
