import type { PassThrough } from 'node:stream';

/** Makes both ends a terminal at which somebody types these words and goes; nothing is done when nobody does. */
export function sitDown(types: string | undefined, stdin: PassThrough, stderr: PassThrough): void {
  if (types === undefined) return;
  makeTerminal(stdin, stderr);
  stdin.end(types);
}

/** What is asked, and the keys that somebody presses then; questions come in this order. */
export type Answers = readonly (readonly [asked: string, keys: string])[];

/** Makes both ends a terminal at which somebody answers each question once it is there to be read. */
export function answerAll(answers: Answers | undefined, stdin: PassThrough, stderr: PassThrough): void {
  if (answers === undefined) return;
  makeTerminal(stdin, stderr);
  let [shown, at] = ['', 0];
  stderr.on('data', (text: Buffer) => {
    shown += text;
    const [asked, keys] = answers[at] ?? [];
    if (asked === undefined || keys === undefined || !shown.includes(asked)) return;
    [shown, at] = ['', at + 1];
    // A prompt listens once it is drawn.
    setImmediate(() => stdin.write(keys));
  });
}

function makeTerminal(stdin: PassThrough, stderr: PassThrough): void {
  Object.assign(stdin, { isTTY: true, setRawMode: () => stdin });
  const move = () => true;
  Object.assign(stderr, { isTTY: true, columns: 80, rows: 24, cursorTo: move, moveCursor: move, clearLine: move });
}
