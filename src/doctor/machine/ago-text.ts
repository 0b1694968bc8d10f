const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** How long ago, in the largest unit that fits: `3 days ago`. */
export function agoText(milliseconds: number): string {
  for (const [word, length] of UNITS) {
    const count = Math.floor(milliseconds / length);
    if (count > 0) return `${count} ${word}${count === 1 ? '' : 's'} ago`;
  }
  return 'just now';
}
