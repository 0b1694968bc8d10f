import type { Screen } from './output.ts';

/**
 * Has a terminal that does not know its width, as one that `script` or a build server makes, say 80 columns rather than 0: libraries divide
 * by it, and would clear lines without end.
 */
export function knowWidth(screen: Screen): void {
  if (screen.isTTY === true && screen.columns === 0) Object.assign(screen, { columns: 80 });
}
