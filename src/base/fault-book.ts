/**
 * Which of the things that match meet a fault: `times` of them in a row, from the `nth` on. One, the next, unless
 * told.
 */
export interface Turn {
  readonly nth?: number;
  /** 0 for each that comes, until the fault is taken away. */
  readonly times?: number;
}

/** A fault of some kind, with or without a turn. */
interface AnyFault extends Turn {
  readonly kind: string;
}

type OfKind<F extends AnyFault, K> = Extract<F, { readonly kind: K }>;

/** A fault that waits to be met, or was. */
export interface ActiveFault<F> {
  readonly id: string;
  readonly fault: F;
  /** How many that it is meant for came by. */
  readonly seen: number;
  /** How many of them met it. */
  readonly met: number;
}

interface Kept<F> {
  readonly id: string;
  readonly fault: F;
  seen: number;
  met: number;
  readonly watchers: { readonly times: number; readonly tell: () => void }[];
  /** Ends the wait of those that it holds. */
  readonly free: Set<() => void>;
}

/** The faults that a server has been asked for. They live as long as it does. */
export class FaultBook<F extends AnyFault> {
  readonly #faults = new Map<string, Kept<F>>();
  readonly #lasting: ReadonlySet<F['kind']>;
  #serial = 0;

  /** Faults of lasting kinds are met by everything that matches, until they are taken away. */
  constructor(lasting: readonly F['kind'][] = []) {
    this.#lasting = new Set(lasting);
  }

  add(fault: F): string {
    this.#serial += 1;
    const id = `fault-${this.#serial}`;
    this.#faults.set(id, { id, fault, seen: 0, met: 0, watchers: [], free: new Set() });
    return id;
  }

  /** In the order in which they were asked for. One that was met as often as it should stays listed. */
  all(): readonly ActiveFault<F>[] {
    return [...this.#faults.values()].map(({ id, fault, seen, met }) => ({ id, fault, seen, met }));
  }

  get(id: string): ActiveFault<F> | undefined {
    return this.all().find((active) => active.id === id);
  }

  /** Whether nothing at all can be met: the common case, asked at every request. */
  get isEmpty(): boolean {
    return this.#faults.size === 0;
  }

  /** Counts one thing of the kinds by all faults that match it, and gives the first whose turn it is. */
  meet<K extends F['kind']>(
    kinds: readonly K[],
    matches: (fault: OfKind<F, K>) => boolean,
  ): { readonly id: string; readonly fault: OfKind<F, K> } | undefined {
    const [found] = this.#turns(kinds, matches);
    if (found === undefined) return undefined;
    countMet(found);
    return { id: found.id, fault: found.fault as OfKind<F, K> };
  }

  /** As `meet`, but gives all whose turn it is: faults that do not stand in one another's way. */
  meetAll<K extends F['kind']>(
    kinds: readonly K[],
    matches: (fault: OfKind<F, K>) => boolean,
  ): readonly OfKind<F, K>[] {
    const found = this.#turns(kinds, matches);
    for (const kept of found) countMet(kept);
    return found.map(({ fault }) => fault as OfKind<F, K>);
  }

  #turns<K extends F['kind']>(kinds: readonly K[], matches: (fault: OfKind<F, K>) => boolean): readonly Kept<F>[] {
    const found: Kept<F>[] = [];
    for (const kept of this.#faults.values()) {
      const { fault } = kept;
      if (!isOf(fault, kinds) || !matches(fault)) continue;
      kept.seen += 1;
      if (this.#lasting.has(fault.kind) || isTurn(fault, kept.seen)) found.push(kept);
    }
    return found;
  }

  /** Resolves once the fault was met so many times; at once if it was, or if it is gone. */
  met(id: string, times = 1): Promise<void> {
    const kept = this.#faults.get(id);
    if (kept === undefined || kept.met >= times) return Promise.resolve();
    return new Promise((tell) => kept.watchers.push({ times, tell }));
  }

  /** Resolves when the fault is taken away. */
  held(id: string): Promise<void> {
    return this.#faults.has(id) ? new Promise((free) => this.whenGone(id, free)) : Promise.resolve();
  }

  /** Has this done when the fault is taken away. */
  whenGone(id: string, work: () => void): void {
    this.#faults.get(id)?.free.add(work);
  }

  /** Takes a fault away: whoever it holds goes on. `false` when there is none of that Id. */
  remove(id: string): boolean {
    const kept = this.#faults.get(id);
    if (kept === undefined) return false;
    this.#faults.delete(id);
    for (const free of kept.free) free();
    for (const { tell } of kept.watchers) tell();
    return true;
  }

  clear(): void {
    for (const id of [...this.#faults.keys()]) this.remove(id);
  }
}

function countMet<F>(kept: Kept<F>): void {
  kept.met += 1;
  for (const { times, tell } of kept.watchers) if (kept.met >= times) tell();
}

function isOf<F extends AnyFault, K extends F['kind']>(fault: F, kinds: readonly K[]): fault is OfKind<F, K> {
  return (kinds as readonly string[]).includes(fault.kind);
}

function isTurn({ nth = 1, times = 1 }: Turn, seen: number): boolean {
  return seen >= nth && (times === 0 || seen < nth + times);
}
