import type { Clock } from '../base/clock.ts';
import { number } from '../base/counted.ts';
import { Mistake } from '../base/errors.ts';
import type { Allocation, CallKind, CreditSink, Credits } from './credits.ts';

/**
 * How long the org's own figure is believed when it says that nothing is left, in milliseconds: the allocation is of a
 * rolling day and frees up by itself. After that a single request may look again; what many would cost is still held against it.
 */
const LOOKS_AGAIN_AFTER = 10 * 60_000;

interface Cap {
  readonly name: string;
  readonly of: number;
  readonly spent: number;
  readonly actions: readonly string[];
}

/**
 * Counts the requests of one connection, and says no before the one that would pass a cap.
 * A request under way holds its place, so that requests side by side cannot pass the cap together.
 */
export class CreditMeter implements Credits {
  readonly #sink: CreditSink;
  readonly #clock: Clock;
  readonly #byKind = new Map<CallKind, number>();
  #spent = 0;
  #underWay = 0;
  #allocation: Allocation | undefined;

  constructor(sink: CreditSink, clock: Clock) {
    this.#sink = sink;
    this.#clock = clock;
  }

  get spent(): number {
    return this.#spent;
  }

  get byKind(): ReadonlyMap<CallKind, number> {
    return this.#byKind;
  }

  get allocation(): Allocation | undefined {
    return this.#allocation;
  }

  remaining(): number {
    return this.tightest().left;
  }

  tightest(): ReturnType<Credits['tightest']> {
    const caps = this.#caps().map((cap) => ({ ...cap, left: Math.max(0, this.#left(cap)) }));
    return caps.reduce((tight, cap) => (cap.left < tight.left ? cap : tight));
  }

  check(requests: number, purpose?: string): void {
    const cap = this.#caps(requests === 1).find((one) => this.#left(one) < requests);
    if (cap === undefined) return;
    const need =
      purpose === undefined ? 'one more would pass it' : `${number(requests)} more are needed for ${purpose}`;
    throw new Mistake({
      trouble: 'limit',
      message: `${number(cap.spent)} of ${number(cap.of)} Salesforce API requests ${cap.name} are used, and ${need}. Stopped before the request.`,
      actions: cap.actions,
      facts: { cap: cap.name, of: cap.of, used: cap.spent, underWay: this.#underWay, needed: requests },
    });
  }

  /** Holds a place for a request that is about to be made; throws when there is none. */
  admit(): void {
    this.check(1);
    this.#underWay += 1;
  }

  /** Gives back the place of a request that never left. */
  release(): void {
    this.#underWay -= 1;
  }

  /** Books a request that was made; `limitInfo` is the answer's `Sforce-Limit-Info` header. */
  book(kind: CallKind, limitInfo?: string): void {
    this.#underWay -= 1;
    this.#spent += 1;
    this.#byKind.set(kind, (this.#byKind.get(kind) ?? 0) + 1);
    const figures = /\bapi-usage=(\d+)\/(\d+)/.exec(limitInfo ?? '');
    const told = figures && { used: Number(figures[1]), of: Number(figures[2]), readAt: this.#clock.now() };
    if (told) this.#allocation = told;
    this.#sink.spent(kind, told ?? undefined);
  }

  #left(cap: Cap): number {
    return cap.of - cap.spent - this.#underWay;
  }

  #caps(mayLookAgain = false): readonly Cap[] {
    const { budget } = this.#sink;
    const caps: readonly Cap[] = [
      {
        name: 'of this run',
        of: budget.perRun,
        spent: budget.spentThisRun?.() ?? this.#spent,
        actions: ['Raise credits.perRun in heap.config.yaml.'],
      },
      {
        name: 'of today',
        of: budget.perDay,
        spent: budget.spentToday(),
        actions: ['Run again tomorrow, or raise credits.perDay in heap.config.yaml.'],
      },
    ];
    const org = this.#allocation;
    if (org === undefined || (mayLookAgain && this.#underWay === 0 && this.#isOld(org))) return caps;
    return [...caps, capOfOrg(org, budget.ofOrg)];
  }

  #isOld({ readAt }: Allocation): boolean {
    return this.#clock.now().getTime() - readAt.getTime() >= LOOKS_AGAIN_AFTER;
  }
}

/** How many requests of its allocation an org gives, whoever makes them; the rest is kept for others. */
export function shareOfOrg(allocation: number, percent: number): number {
  return Math.floor((allocation * percent) / 100);
}

function capOfOrg({ used, of }: Allocation, percent: number): Cap {
  return {
    name:
      percent === 100
        ? 'that the org has for 24 hours'
        : `(${percent} % of the ${number(of)} that the org has for 24 hours)`,
    of: shareOfOrg(of, percent),
    spent: used,
    actions: [
      "Wait: the org's allocation frees up over the next hours.",
      'See who uses it: Setup, API Usage Last 7 Days.',
      ...(percent === 100 ? [] : ['Or leave less of it to others: raise credits.ofOrg in heap.config.yaml.']),
    ],
  };
}
