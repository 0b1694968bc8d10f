/** Does the work for each item, so many at a time; answers come in the order of the items. The first error ends it. */
export async function inParallel<T, R>(
  items: readonly T[],
  most: number,
  work: (item: T, at: number) => Promise<R>,
): Promise<readonly R[]> {
  const answers = new Array<R>(items.length);
  const queue = items.entries();
  let failed = false;
  async function worker(): Promise<void> {
    for (const [at, item] of queue) {
      if (failed) return;
      try {
        answers[at] = await work(item, at);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  }
  const settled = await Promise.allSettled(Array.from({ length: Math.min(most, items.length) }, worker));
  const broken = settled.find((one) => one.status === 'rejected');
  if (broken !== undefined) throw broken.reason;
  return answers;
}
