import ora from 'ora';
import type { Progress } from '../base/progress.ts';

/** A progress that is ended by the front end, whatever became of the step under way. */
export interface TerminalProgress extends Progress {
  end(how: 'well' | 'badly'): void;
}

interface ProgressOptions {
  readonly stream: NodeJS.WritableStream;
  readonly colour: boolean;
}

/** One spinning line per step on standard error; nothing where nobody watches. */
export function terminalProgress({ stream, colour }: ProgressOptions): TerminalProgress {
  const spinner = ora({ stream, color: colour ? 'cyan' : false, discardStdin: false });
  let title: string | undefined;
  const finish = (mark: 'succeed' | 'fail', text: string) => {
    spinner[mark](text);
    title = undefined;
  };
  return {
    step(next) {
      if (title !== undefined) finish('succeed', title);
      title = next;
      spinner.start(next);
    },
    update(detail) {
      if (title !== undefined) spinner.text = `${title} ${detail}`;
    },
    done(outcome) {
      if (title !== undefined) finish('succeed', outcome === undefined ? title : `${title}: ${outcome}`);
    },
    end(how) {
      if (title !== undefined) finish(how === 'well' ? 'succeed' : 'fail', title);
    },
  };
}
