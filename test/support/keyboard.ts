import type { PassThrough } from 'node:stream';

/** Makes both ends a terminal at which somebody types these words and goes; nothing is done when nobody does. */
export function sitDown(types: string | undefined, stdin: PassThrough, stderr: PassThrough): void {
  if (types === undefined) return;
  Object.assign(stdin, { isTTY: true, setRawMode: () => stdin }).end(types);
  const move = () => true;
  Object.assign(stderr, { isTTY: true, columns: 80, rows: 24, cursorTo: move, moveCursor: move, clearLine: move });
}
