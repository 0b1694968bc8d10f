import { createInterface } from 'node:readline/promises';
import { type Screen, writeTo } from './output.ts';
import { painted } from './paint.ts';
import { asWritten, type ProgramWords } from './program-words.ts';
import type { TerminalProgress } from './progress.ts';

/** As much of a process's standard input as we use. */
export type Keyboard = NodeJS.ReadableStream & { readonly isTTY?: boolean };

export interface Terminal {
  readonly stdin?: Keyboard;
  readonly stderr: Screen & NodeJS.WritableStream;
  readonly signal: AbortSignal;
  /** How commands are typed here, where that is not `heap-sf`. */
  readonly words?: ProgramWords;
}

/** Whether a person sits there: both ends must be a terminal. */
export function isSeated(terminal: Terminal): terminal is Terminal & { readonly stdin: Keyboard } {
  return terminal.stdin?.isTTY === true && terminal.stderr.isTTY === true;
}

/**
 * How a person is asked, where one sits. It goes by standard error, so that the result
 * may be piped. Nothing but a yes is one; an end of the input is none.
 */
export function confirmOn(
  terminal: Terminal,
  noColour: boolean,
  progress: TerminalProgress,
): ((text: string, question: string) => Promise<boolean>) | undefined {
  if (!isSeated(terminal)) return undefined;
  const { stdin, stderr, signal, words: say = asWritten } = terminal;
  return async (text, question) => {
    progress.end('well');
    await writeTo(stderr, `${say(text)}\n`);
    const reader = createInterface({ input: stdin, output: stderr });
    try {
      const gone = new Promise<string>((resolve) => reader.once('close', () => resolve('')));
      const asked = `${painted('bold', say(question), !noColour)} [y/N] `;
      const answer = await Promise.race([reader.question(asked, { signal }), gone]);
      return /^y(?:es)?$/i.test(answer.trim());
    } finally {
      reader.close();
    }
  };
}
