interface Entry<T> {
  users: number;
  readonly value: Promise<T>;
}

/** One user's hold on what is shared. */
export interface Hold<T> {
  readonly value: T;
  /** Lets go; the last one to do so ends it. */
  release(): Promise<void>;
}

/**
 * Things of which there is one for each key in this process: begun by the first who asks, ended when the last has let go.
 * Who asks while one ends gets a new one after it.
 */
export function sharedByKey<T>(end: (value: T) => Promise<void>) {
  const entries = new Map<string, Entry<T>>();
  const endings = new Map<string, Promise<void>>();

  async function begin(key: string, start: () => Promise<T>): Promise<T> {
    await endings.get(key);
    return start();
  }

  return async (key: string, start: () => Promise<T>): Promise<Hold<T>> => {
    const entry = entries.get(key) ?? { users: 0, value: begin(key, start) };
    entries.set(key, entry);
    entry.users += 1;
    const leave = (): boolean => {
      entry.users -= 1;
      return entry.users === 0 && entries.delete(key);
    };
    try {
      const value = await entry.value;
      return {
        value,
        async release() {
          if (!leave()) return;
          const ending = end(value);
          endings.set(
            key,
            ending.catch(() => {}).finally(() => endings.delete(key)),
          );
          await ending;
        },
      };
    } catch (error) {
      leave();
      throw error;
    }
  };
}
