import type { Fault, FaultKind, FaultOf } from './faults.ts';

/** A fault that waits to be met, or was. */
export interface ActiveFault {
  readonly id: string;
  readonly fault: Fault;
  /** How many that it is meant for came by. */
  readonly seen: number;
  /** How many of them met it. */
  readonly met: number;
}

interface Kept {
  readonly id: string;
  readonly fault: Fault;
  seen: number;
  met: number;
  readonly watchers: { readonly times: number; readonly tell: () => void }[];
  /** Ends the wait of those that it holds. */
  readonly free: Set<() => void>;
}

/** The faults that an org has been asked for. They live as long as its server. */
export class FaultBook {
  readonly #faults = new Map<string, Kept>();
  #serial = 0;

  add(fault: Fault): string {
    this.#serial += 1;
    const id = `fault-${this.#serial}`;
    this.#faults.set(id, { id, fault, seen: 0, met: 0, watchers: [], free: new Set() });
    return id;
  }

  /** In the order in which they were asked for. One that was met as often as it should stays listed. */
  all(): readonly ActiveFault[] {
    return [...this.#faults.values()].map(({ id, fault, seen, met }) => ({ id, fault, seen, met }));
  }

  get(id: string): ActiveFault | undefined {
    return this.all().find((active) => active.id === id);
  }

  /** Whether nothing at all can be met: the common case, asked at every request. */
  get isEmpty(): boolean {
    return this.#faults.size === 0;
  }

  /** Counts one thing of the kinds by all faults that match it, and gives the first whose turn it is. */
  meet<K extends FaultKind>(
    kinds: readonly K[],
    matches: (fault: FaultOf<K>) => boolean,
  ): { readonly id: string; readonly fault: FaultOf<K> } | undefined {
    const [found] = this.#turns(kinds, matches);
    if (found === undefined) return undefined;
    countMet(found);
    return { id: found.id, fault: found.fault as FaultOf<K> };
  }

  /** As `meet`, but gives all whose turn it is: faults that do not stand in one another's way. */
  meetAll<K extends FaultKind>(kinds: readonly K[], matches: (fault: FaultOf<K>) => boolean): readonly FaultOf<K>[] {
    const found = this.#turns(kinds, matches);
    for (const kept of found) countMet(kept);
    return found.map(({ fault }) => fault as FaultOf<K>);
  }

  #turns<K extends FaultKind>(kinds: readonly K[], matches: (fault: FaultOf<K>) => boolean): readonly Kept[] {
    const found: Kept[] = [];
    for (const kept of this.#faults.values()) {
      if (!isOf(kept.fault, kinds) || !matches(kept.fault)) continue;
      kept.seen += 1;
      if (isTurn(kept.fault, kept.seen)) found.push(kept);
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

function countMet(kept: Kept): void {
  kept.met += 1;
  for (const { times, tell } of kept.watchers) if (kept.met >= times) tell();
}

function isOf<K extends FaultKind>(fault: Fault, kinds: readonly K[]): fault is FaultOf<K> {
  return (kinds as readonly FaultKind[]).includes(fault.kind);
}

function isTurn(fault: Fault, seen: number): boolean {
  if (fault.kind === 'lock-rows' || fault.kind === 'deploy-waits' || fault.kind === 'app-not-installed') return true;
  const { nth = 1, times = 1 } = fault;
  return seen >= nth && (times === 0 || seen < nth + times);
}
