import { styleText } from 'node:util';
import type { Paint } from '../commands/look.ts';

const STYLES = { bold: 'bold', dim: 'dim', good: 'green', warn: 'yellow', bad: 'red' } as const satisfies Record<
  Paint,
  string
>;

/** The text in one of our few styles; unchanged without colour. */
export function painted(style: Paint, text: string, colour: boolean): string {
  return colour ? styleText(STYLES[style], text, { validateStream: false }) : text;
}
