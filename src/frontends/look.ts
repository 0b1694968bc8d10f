import type { Look } from '../commands/look.ts';
import type { ScreenFacts } from './output.ts';
import { painted } from './paint.ts';
import { textTable } from './text-table.ts';
import { wrapText } from './wrap-text.ts';

/** How a command may show its data on a terminal of this width. */
export function lookOf(screen: ScreenFacts): Look {
  return {
    ...screen,
    wrap: (text, indent = 0) =>
      wrapText(text, screen.width - indent)
        .map((line) => `${' '.repeat(indent)}${line}`)
        .join('\n'),
    paint: (style, text) => painted(style, text, screen.colour),
    table: (columns, rows) => textTable(columns, rows, screen),
  };
}
