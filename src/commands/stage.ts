import type { Log } from '../base/log.ts';

/** What a run may use of the front end that started it. */
export interface Stage {
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Aborted by the second Ctrl-C, right before the process ends. */
  readonly insisted: AbortSignal;
  /** What a server tells of its life, one line for each event. */
  readonly journal: Log;
  /** How this program is started once more: the executable, and what comes before the words of a command. */
  readonly program: readonly string[];
  /** Shows the command's data as it is now, in place of what was shown before; nothing with `--json`. */
  draw(data: unknown): Promise<void>;
  /** Lets go of something when the command is over, whatever happened; last asked, first done. */
  atEnd(work: () => Promise<void> | void): void;
  /** Shows a text and asks a question below it, for a yes; absent where nobody can answer. */
  readonly confirm?: (text: string, question: string) => Promise<boolean>;
  /** Lets a person tick choices of a list, with a search; undefined when they give up. Absent where nobody can answer. */
  readonly choose?: (question: Choosing) => Promise<readonly string[] | undefined>;
  /** Lets a person pick one of a list, or type a line; undefined when they give up. Absent where nobody can answer. */
  readonly pick?: (question: Picking) => Promise<string | undefined>;
  readonly type?: (question: Typing) => Promise<string | undefined>;
}

interface Picking {
  readonly question: string;
  readonly choices: readonly Choice[];
  /** The value that the cursor is at first. */
  readonly first: string;
}

interface Typing {
  readonly question: string;
  /** What an empty line means. */
  readonly otherwise: string;
  /** What is wrong with an answer, to be asked again. */
  readonly trouble?: (answer: string) => string | undefined;
}

interface Choosing {
  readonly question: string;
  readonly choices: readonly Choice[];
  /** Values of the choices that are ticked at first. */
  readonly ticked: readonly string[];
}

export interface Choice {
  readonly value: string;
  readonly label: string;
  /** Shown beside the choice that the cursor is at, and searched as well. */
  readonly hint?: string;
}
