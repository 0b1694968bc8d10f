/** One kind of org that an org makes and ends: what its rows ask for is done between requests. */
export interface Bureau {
  /** The objects whose rows ask for something. */
  readonly objects: ReadonlySet<string>;
  /** Does what the rows ask for and what is due by the clock. It may be called at any time: what is done is not done again. */
  work(): void;
  /** When there is something to do by the clock, in milliseconds. */
  nextDue(): number;
}

/** Where an org's own rows make other orgs. */
export interface Desk {
  /** To be told of each object that rows are written of, also of what is taken back later; of nothing when all was replaced. */
  wrote(object: string | undefined): void;
  /** Does at once what is due by the clock. */
  due(): void;
  /** Looks after everything once the request at hand is answered. */
  poke(): void;
  close(): void;
}

export function openDesk(
  bureaus: readonly Bureau[],
  now: () => number,
  report: (what: string, error: unknown) => void,
): Desk {
  const objects = new Set(bureaus.flatMap((bureau) => [...bureau.objects]));
  let isPoked = false;
  let isAtWork = false;
  let isClosed = false;
  let next = Number.POSITIVE_INFINITY;

  function work(): void {
    if (isAtWork || isClosed) return;
    isAtWork = true;
    try {
      for (const bureau of bureaus) bureau.work();
    } catch (error) {
      report('the sign-up of other orgs failed', error);
    } finally {
      isAtWork = false;
      next = Math.min(...bureaus.map((bureau) => bureau.nextDue()));
    }
  }

  function poke(): void {
    if (isPoked || isClosed) return;
    isPoked = true;
    setImmediate(() => {
      isPoked = false;
      work();
    });
  }

  return {
    wrote(object) {
      if ((object === undefined || objects.has(object)) && !isAtWork) poke();
    },
    due() {
      if (next <= now()) work();
    },
    poke,
    close() {
      isClosed = true;
    },
  };
}
