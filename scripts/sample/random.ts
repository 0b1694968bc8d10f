/** Numbers that look thrown and are the same each time. Only integer arithmetic, so every engine agrees. */
export interface Random {
  /** 0 ≤ n < limit, for limits up to 2^32. */
  below(limit: number): number;
  between(least: number, most: number): number;
  chance(percent: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** An id as Heap makes them: below 2^53. */
  id(): number;
  shuffled<T>(list: readonly T[]): T[];
}

/** Mulberry32. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }
  const below = (limit: number) => Math.floor((next() * limit) / 4_294_967_296);
  return {
    below,
    between: (least, most) => least + below(most - least + 1),
    chance: (percent) => below(100) < percent,
    pick: (list) => list[below(list.length)]!,
    id: () => (next() & 0x1fffff) * 4_294_967_296 + next(),
    shuffled(list) {
      const copy = [...list];
      for (let at = copy.length - 1; at > 0; at--) {
        const other = below(at + 1);
        [copy[at], copy[other]] = [copy[other]!, copy[at]!];
      }
      return copy;
    },
  };
}

/** Picks places of a list by their weights, which are whole numbers. */
export function weightedPicker(random: Random, weights: readonly number[]): () => number {
  let sum = 0;
  const ends = weights.map((weight) => {
    sum += weight;
    return sum;
  });
  return () => {
    const thrown = random.below(sum);
    let low = 0;
    for (let high = ends.length - 1; low < high; ) {
      const middle = (low + high) >> 1;
      if (ends[middle]! > thrown) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
