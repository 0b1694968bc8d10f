/** One line of the benchmark's table. */
export interface BenchRow {
  readonly what: string;
  readonly figure: string;
}

export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}

export function number(value: number): string {
  return value.toLocaleString('en-US');
}
