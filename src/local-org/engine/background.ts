/**
 * Work that goes on between requests, a short portion at a time.
 * It ends where it stands when the org closes or is replaced by a snapshot.
 */
export interface Background {
  /** Begins once the request at hand is answered. The work sees to its own troubles: it must not throw. */
  start(key: string, work: Iterator<void>): void;
  /** Whether work under this key is still going on. */
  has(key: string): boolean;
  /** Does the rest of it at once. */
  finish(key: string): void;
  /** Lets go of all work. */
  drop(): void;
  /** The same for good: nothing begins any more. */
  close(): void;
}

/** How long one portion may keep other requests waiting, in milliseconds. */
const portion = 15;

export function openBackground(): Background {
  const going = new Map<string, Iterator<void>>();
  let closed = false;

  function goOn(key: string, work: Iterator<void>): void {
    setImmediate(() => {
      if (going.get(key) !== work) return;
      const end = performance.now() + portion;
      while (performance.now() < end) {
        if (work.next().done !== true) continue;
        going.delete(key);
        return;
      }
      goOn(key, work);
    });
  }

  return {
    start(key, work) {
      if (closed) return;
      going.set(key, work);
      goOn(key, work);
    },
    has: (key) => going.has(key),
    finish(key) {
      const work = going.get(key);
      going.delete(key);
      while (work?.next().done === false);
    },
    drop: () => going.clear(),
    close() {
      closed = true;
      going.clear();
    },
  };
}
