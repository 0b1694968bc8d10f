import type { DuckDBConnection } from '@duckdb/node-api';

/** What DuckDB is at, in threads of its own: nothing may be freed under its hands. */
export interface UnderWay {
  /** Does work that is waited for before anything is closed; refused once that has begun. */
  during<T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T>;
  /** Whether nothing may begin any more. */
  isEnded(): boolean;
  /** Interrupts all of it, and settles when it has ended. */
  end(): Promise<void> | undefined;
}

/** In milliseconds. */
const INTERVAL = 20;

export function openUnderWay(): UnderWay {
  const pending = new Map<Promise<unknown>, DuckDBConnection>();
  let ended = false;
  return {
    async during(connection, work) {
      if (ended) throw new Error('The warehouse is closed.');
      const promise = work();
      pending.set(promise, connection);
      try {
        return await promise;
      } finally {
        pending.delete(promise);
      }
    },
    isEnded: () => ended,

    end() {
      ended = true;
      if (pending.size === 0) return undefined;
      const interrupt = () => {
        for (const connection of new Set(pending.values())) connection.interrupt();
      };
      interrupt();
      // A statement that is just about to begin forgets that it was interrupted.
      const again = setInterval(interrupt, INTERVAL);
      return Promise.allSettled(pending.keys()).then(() => clearInterval(again));
    },
  };
}
