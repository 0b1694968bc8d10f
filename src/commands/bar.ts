import type { Look, Paint } from './look.ts';

export interface BarPart {
  readonly count: number;
  /** One character that stands for it. */
  readonly sign: string;
  readonly paint: Paint;
}

/**
 * A bar of so many characters, the whole of which stands for `of`. What is there at all shows as one character at least;
 * what is more than the whole fills it.
 */
export function bar(parts: readonly BarPart[], of: number, width: number, look: Pick<Look, 'paint'>): string {
  let [line, free] = ['', width];
  for (const { count, sign, paint } of parts) {
    const wanted = count <= 0 ? 0 : Math.max(1, of <= 0 ? width : Math.round((count / of) * width));
    const length = Math.min(wanted, free);
    if (length > 0) line += look.paint(paint, sign.repeat(length));
    free -= length;
  }
  return `${line}${'.'.repeat(free)}`;
}
