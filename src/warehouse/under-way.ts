import type { DuckDBConnection } from '@duckdb/node-api';

/**
 * What DuckDB is at, in threads of its own: nothing may be freed under its hands. A connection does one statement at a time, and one that
 * begins while another is under way ends it: https://duckdb.org/docs/stable/connect/concurrency
 */
export interface UnderWay {
  /** Does work once all that was asked for before is done; it is waited for before anything is closed, and refused once that has begun. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** Whether nothing may begin any more. */
  isEnded(): boolean;
  /** Interrupts all of it, and settles when it has ended. */
  end(): Promise<void> | undefined;
}

/** In milliseconds. */
const INTERVAL = 20;

export function openUnderWay(connection: DuckDBConnection): UnderWay {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let ended = false;

  async function after<T>(before: Promise<unknown>, work: () => Promise<T>): Promise<T> {
    await before;
    if (ended) throw new Error('The warehouse is closed.');
    return work();
  }

  return {
    async during(work) {
      if (ended) throw new Error('The warehouse is closed.');
      const outcome = waiting === 0 ? work() : after(last, work);
      waiting += 1;
      last = outcome.catch(() => undefined);
      try {
        return await outcome;
      } finally {
        waiting -= 1;
      }
    },
    isEnded: () => ended,

    end() {
      ended = true;
      if (waiting === 0) return undefined;
      const interrupt = () => connection.interrupt();
      interrupt();
      // A statement that is just about to begin forgets that it was interrupted.
      const again = setInterval(interrupt, INTERVAL);
      return last.then(() => clearInterval(again));
    },
  };
}
