import { Readable, Writable } from 'node:stream';
import type { Stage } from '../commands/command.ts';
import { isSeated, type Terminal } from './confirm.ts';
import type { TerminalProgress } from './progress.ts';

/** How a person ticks choices of a list, where one sits. It goes by standard error, as a question does. */
export function chooseOn(terminal: Terminal, progress: TerminalProgress): Stage['choose'] {
  if (!isSeated(terminal)) return undefined;
  const { stdin, stderr, signal } = terminal;
  // Every stream of a process is one of these.
  if (!(stdin instanceof Readable) || !(stderr instanceof Writable)) return undefined;
  return async ({ question, choices, ticked }) => {
    progress.end('well');
    const { autocompleteMultiselect, isCancel } = await import('@clack/prompts');
    // Nobody types any more: the prompt itself would wait for ever.
    const gone = new AbortController();
    const leave = () => gone.abort();
    stdin.once('end', leave);
    try {
      const chosen = await autocompleteMultiselect({
        message: question,
        options: choices.map((choice) => ({ ...choice })),
        initialValues: [...ticked],
        placeholder: 'type to search',
        maxItems: 12,
        input: stdin,
        output: stderr,
        signal: AbortSignal.any([signal, gone.signal]),
      });
      return isCancel(chosen) ? undefined : chosen;
    } finally {
      stdin.off('end', leave);
    }
  };
}
