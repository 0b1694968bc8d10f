const BARS = '▁▂▃▄▅▆▇█';
const NOTHING = ' ';

/**
 * A series as one line of bars, from the lowest value to the highest; a gap where there is none. What is longer than the
 * width shows the highest value of each stretch.
 */
export function sparkline(values: readonly (number | null)[], width: number): string {
  const shown = values.length <= width ? values : stretches(values, width);
  const known = shown.filter((value) => value !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  return shown
    .map((value) => {
      if (value === null) return NOTHING;
      // All alike: low for nothing at all, else in the middle.
      if (high === low) return BARS[high === 0 ? 0 : 3];
      return BARS[Math.round(((value - low) / (high - low)) * (BARS.length - 1))];
    })
    .join('')
    .trimEnd();
}

function stretches(values: readonly (number | null)[], width: number): readonly (number | null)[] {
  return Array.from({ length: width }, (_, at) => {
    const from = Math.floor((at * values.length) / width);
    const to = Math.floor(((at + 1) * values.length) / width);
    const known = values.slice(from, to).filter((value) => value !== null);
    return known.length === 0 ? null : Math.max(...known);
  });
}
