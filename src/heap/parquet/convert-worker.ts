import { parentPort } from 'node:worker_threads';
import { NamedError, type TroubleFacts } from '../../base/errors.ts';
import { type Conversion, type Converted, convertPart } from './convert-part.ts';

/** What a worker thread says of a conversion that it was sent. */
export type WorkerWord =
  | { readonly kind: 'rows'; readonly rows: number }
  | { readonly kind: 'done'; readonly converted: Converted }
  | { readonly kind: 'mistake'; readonly facts: TroubleFacts }
  /** What the system says of a file; an error that is sent loses its code. */
  | { readonly kind: 'system'; readonly message: string; readonly facts: SystemFacts }
  | { readonly kind: 'bug'; readonly stack: string };

export type SystemFacts = Readonly<Pick<NodeJS.ErrnoException, 'code' | 'syscall' | 'path'>>;

const say = (word: WorkerWord) => parentPort?.postMessage(word);

parentPort?.on('message', async (conversion: Conversion) => {
  try {
    say({ kind: 'done', converted: await convertPart(conversion, (rows) => say({ kind: 'rows', rows })) });
  } catch (error) {
    if (error instanceof NamedError) {
      const { trouble, message, actions, facts } = error;
      say({ kind: 'mistake', facts: { trouble, message, actions, facts } });
    } else if (error instanceof Error && 'syscall' in error) {
      const { message, code, syscall, path = conversion.target } = error as NodeJS.ErrnoException;
      say({ kind: 'system', message, facts: { code, syscall, path } });
    } else {
      say({ kind: 'bug', stack: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  }
});
