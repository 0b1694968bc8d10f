import { randomInt } from 'node:crypto';
import type { RunKind } from './types/run.ts';

// Without letters that are read for one another.
const LETTERS = '23456789abcdefghjkmnpqrstuvwxyz';

/** Four characters of chance, so that two runs of one second differ. */
export function fourLetters(): string {
  return Array.from({ length: 4 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}

/** `push-20260630-070000-x4k2`: runs of a kind sort by their start, in UTC. */
export function runId(kind: RunKind, started: Date, chance: string): string {
  const [day = '', time = ''] = started.toISOString().replace(/[-:]/g, '').split('T');
  return `${kind}-${day}-${time.slice(0, 6)}-${chance}`;
}
