import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { Mistake } from '../../base/errors.ts';
import { ownModule } from '../../base/own-package.ts';
import { type Conversion, type Converted, convertPart } from './convert-part.ts';
import type { WorkerWord } from './convert-worker.ts';

/** Those who convert parts, each part on one thread. */
export interface Converters {
  /** How many parts they work on at a time. */
  readonly threads: number;
  convert(conversion: Conversion, onRows: (rows: number) => void): Promise<Converted>;
  close(): Promise<void>;
}

/** Below this many bytes of parts, threads would take longer to start than the work takes. */
const worthThreads = 8 * 1024 * 1024;

/** Converts on this thread where there is little to do, and else on as many as the machine has, up to four. */
export function openConverters({ parts, bytes }: { readonly parts: number; readonly bytes: number }): Converters {
  const threads = Math.min(availableParallelism(), 4, parts);
  if (bytes < worthThreads) return { threads: 1, convert: convertPart, close: async () => {} };
  const idle = Array.from({ length: threads }, startWorker);
  return {
    threads,
    async convert(conversion, onRows) {
      // There are never more conversions under way than threads.
      const worker = idle.pop() ?? startWorker();
      try {
        return await converted(worker, conversion, onRows);
      } finally {
        idle.push(worker);
      }
    },
    async close() {
      await Promise.all(idle.map((worker) => worker.terminate()));
    },
  };
}

function startWorker(): Worker {
  return new Worker(ownModule('heap/parquet/convert-worker'), { execArgv: [] });
}

function converted(worker: Worker, conversion: Conversion, onRows: (rows: number) => void): Promise<Converted> {
  return new Promise((resolve, reject) => {
    const hear = (word: WorkerWord) => {
      if (word.kind === 'rows') return onRows(word.rows);
      worker.off('message', hear).off('error', fail).off('exit', end);
      if (word.kind === 'done') resolve(word.converted);
      else reject(errorOf(word));
    };
    const fail = (error: unknown) => reject(error);
    const end = (code: number) => reject(new Error(`The thread that converted ${conversion.path} ended with ${code}.`));
    worker.on('message', hear).on('error', fail).on('exit', end);
    worker.postMessage(conversion);
  });
}

function errorOf(word: Exclude<WorkerWord, { kind: 'rows' | 'done' }>): Error {
  if (word.kind === 'mistake') return new Mistake(word.facts);
  return word.kind === 'system' ? Object.assign(new Error(word.message), word.facts) : new Error(word.stack);
}
