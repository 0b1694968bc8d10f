import { Readable, Writable } from 'node:stream';
import type { Choice, Stage } from '../commands/stage.ts';
import { isSeated, type Terminal } from './confirm.ts';
import { asWritten } from './program-words.ts';
import type { TerminalProgress } from './progress.ts';

type Questions = Required<Pick<Stage, 'choose' | 'pick' | 'type'>>;

/** How a person ticks, picks and types, where one sits. It goes by standard error, as a question does. */
export function questionsOn(terminal: Terminal, progress: TerminalProgress): Questions | undefined {
  if (!isSeated(terminal)) return undefined;
  const { stdin, stderr, signal, words: say = asWritten } = terminal;
  // Every stream of a process is one of these.
  if (!(stdin instanceof Readable) || !(stderr instanceof Writable)) return undefined;

  const inWords = ({ value, label, hint }: Choice) => ({
    value,
    label: say(label),
    ...(hint !== undefined && { hint: say(hint) }),
  });

  /** Undefined when the person gives up. */
  async function ask<T extends string | readonly string[]>(
    prompt: (clack: Clack, means: Means) => Promise<T | symbol>,
  ): Promise<T | undefined> {
    progress.end('well');
    const clack = await import('@clack/prompts');
    // Nobody types any more: the prompt itself would wait for ever.
    const gone = new AbortController();
    const leave = () => gone.abort();
    stdin.once('end', leave);
    try {
      const means = {
        input: stdin as Readable,
        output: stderr as Writable,
        signal: AbortSignal.any([signal, gone.signal]),
      };
      const answer = await prompt(clack, means);
      return typeof answer === 'symbol' ? undefined : answer;
    } finally {
      stdin.off('end', leave);
    }
  }

  return {
    choose: ({ question, choices, ticked }) =>
      ask<string[]>(({ autocompleteMultiselect }, means) =>
        autocompleteMultiselect({
          message: say(question),
          options: choices.map(inWords),
          initialValues: [...ticked],
          placeholder: 'type to search',
          maxItems: 12,
          ...means,
        }),
      ),
    pick: ({ question, choices, first }) =>
      ask<string>(({ select }, means) =>
        select({
          message: say(question),
          options: choices.map(inWords),
          initialValue: first,
          maxItems: 12,
          ...means,
        }),
      ),
    type: ({ question, otherwise, trouble }) =>
      ask<string>(({ text }, means) =>
        text({
          message: say(question),
          placeholder: otherwise,
          defaultValue: otherwise,
          validate: (answer) => {
            const wrong = answer === undefined || answer === '' ? undefined : trouble?.(answer);
            return wrong === undefined ? undefined : say(wrong);
          },
          ...means,
        }),
      ),
  };
}

type Clack = typeof import('@clack/prompts');

interface Means {
  readonly input: Readable;
  readonly output: Writable;
  readonly signal: AbortSignal;
}
