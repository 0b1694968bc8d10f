import fc from 'fast-check';

/** One thing that happens in the life of an org and a Heap. Records are counted among those there are, so that each step fits any life. */
export type LifeStep =
  | {
      readonly kind: 'contact';
      readonly person: number;
      readonly account: number | null;
      readonly title: string | null;
    }
  | { readonly kind: 'account'; readonly industry: string | null; readonly employees: number | null }
  | { readonly kind: 'title'; readonly contact: number; readonly title: string | null }
  | {
      readonly kind: 'details';
      readonly contact: number;
      readonly tier: string | null;
      readonly birthdate: string | null;
    }
  | { readonly kind: 'address'; readonly contact: number; readonly person: number | null }
  | { readonly kind: 'move'; readonly contact: number; readonly account: number | null }
  | { readonly kind: 'firm'; readonly account: number; readonly industry: string | null; readonly name: string }
  | { readonly kind: 'relate' | 'part'; readonly contact: number; readonly account: number }
  | { readonly kind: 'delete' | 'undelete'; readonly object: 'Contact' | 'Account'; readonly record: number }
  | { readonly kind: 'merge'; readonly object: 'Contact' | 'Account'; readonly into: number; readonly record: number }
  | { readonly kind: 'tier'; readonly becomes: 'shown' | 'hidden' | 'absent' }
  | { readonly kind: 'choose'; readonly contact: readonly string[]; readonly account: readonly string[] }
  | { readonly kind: 'user'; readonly person: number }
  | { readonly kind: 'org-clock' | 'our-clock'; readonly minutes: number }
  /**
   * So many contacts of nobody Heap knows, that the next pull does not read them along with its changes; a pull, and an edit that
   * comes late to the minutes of the load.
   */
  | { readonly kind: 'load'; readonly late: Extract<LifeStep, { readonly kind: 'late' }>; readonly trouble: Trouble }
  /** An edit by a transaction that began some minutes before it is seen. */
  | { readonly kind: 'late'; readonly contact: number; readonly title: string | null; readonly minutes: number }
  /** A value, or the life of a record, that changes and is what it was before an hour later; a pull falls between. */
  | { readonly kind: 'waver'; readonly contact: number; readonly title: string | null; readonly trouble: Trouble }
  | { readonly kind: 'revive'; readonly contact: number; readonly trouble: Trouble }
  | { readonly kind: 'pull'; readonly hours: number; readonly trouble: Trouble };

/** What befalls a pull. */
export type Trouble =
  | { readonly kind: 'none' }
  /** The work ends at a write. */
  | { readonly kind: 'killed'; readonly write: number; readonly moment: 'before' | 'after' }
  /** Heap takes nothing, or takes it and does not say so; from a request on. */
  | { readonly kind: 'heap-down'; readonly from: number; readonly moment: 'before' | 'after' }
  | { readonly kind: 'heap-busy'; readonly status: 429 | 500; readonly moment: 'before' | 'after' }
  | { readonly kind: 'heap-cut'; readonly moment: 'before' | 'after' }
  | { readonly kind: 'heap-refuses'; readonly person: number }
  | { readonly kind: 'org-refuses'; readonly status: 401 | 403; readonly from: number }
  | { readonly kind: 'org-busy' }
  | { readonly kind: 'org-cut'; readonly moment: 'before' | 'after' | 'within' };

export interface Life {
  readonly nulls: 'skip' | 'empty';
  readonly deleted: 'keep' | 'mark';
  readonly createUsers: boolean;
  readonly duplicates: 'most recently updated' | 'refuse';
  readonly steps: readonly LifeStep[];
}

const PEOPLE = 8;

/** The identity of a person. */
export const personOf = (n: number): string => `p${n}`;

const record = fc.nat({ max: 9 });
const person = fc.nat({ max: PEOPLE - 1 });
const object = fc.constantFrom('Contact' as const, 'Account' as const);
const title = fc.option(fc.constantFrom('Chief', 'Director', '0012', 'Zoë "Z" \\ O’Hara', '🙂 Fun', "it's"));
const industry = fc.option(fc.constantFrom('Media', 'Energy', 'Banking'));
const moment = fc.constantFrom('before' as const, 'after' as const);
const of = <K extends string>(kind: K) => fc.constant(kind);

const edits = fc.oneof(
  fc.record({ kind: of('contact'), person, account: fc.option(record), title }),
  fc.record({ kind: of('account'), industry, employees: fc.option(fc.constantFrom(0, 12, 2_500_000)) }),
  fc.record({ kind: of('title'), contact: record, title }),
  fc.record({ kind: of('title'), contact: record, title }),
  fc.record({
    kind: of('details'),
    contact: record,
    tier: fc.option(fc.constantFrom('Gold', 'Silver')),
    birthdate: fc.option(fc.constantFrom('1970-01-01', '1999-12-31')),
  }),
  fc.record({ kind: of('address'), contact: record, person: fc.option(person) }),
  fc.record({ kind: of('move'), contact: record, account: fc.option(record) }),
  fc.record({ kind: of('firm'), account: record, industry, name: fc.constantFrom('Acme', 'Globex', 'Initech') }),
  fc.record({ kind: fc.constantFrom('relate' as const, 'part' as const), contact: record, account: record }),
);

const ends = fc.oneof(
  fc.record({ kind: fc.constantFrom('delete' as const, 'undelete' as const), object, record }),
  fc.record({ kind: of('merge'), object, into: record, record }),
);

const changes = fc.oneof(
  fc.record({ kind: of('tier'), becomes: fc.constantFrom('shown' as const, 'hidden' as const, 'absent' as const) }),
  fc.record({
    kind: of('choose'),
    contact: fc.subarray(['Title', 'Tier__c', 'Birthdate', 'Shout__c', 'Account.Name'], { minLength: 1 }),
    account: fc.subarray(['Industry', 'NumberOfEmployees']),
  }),
  fc.record({ kind: of('user'), person }),
  fc.record({
    kind: fc.constantFrom('org-clock' as const, 'our-clock' as const),
    minutes: fc.constantFrom(-60, -7, 7, 60),
  }),
);

const trouble: fc.Arbitrary<Trouble> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: of('none') }) },
  { weight: 4, arbitrary: fc.record({ kind: of('killed'), write: fc.integer({ min: 1, max: 12 }), moment }) },
  { weight: 2, arbitrary: fc.record({ kind: of('heap-down'), from: fc.integer({ min: 1, max: 2 }), moment }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: of('heap-busy'), status: fc.constantFrom(429 as const, 500 as const), moment }),
  },
  { weight: 1, arbitrary: fc.record({ kind: of('heap-cut'), moment }) },
  { weight: 2, arbitrary: fc.record({ kind: of('heap-refuses'), person }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: of('org-refuses'),
      status: fc.constantFrom(401 as const, 403 as const),
      from: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: of('org-busy') }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: of('org-cut'),
      moment: fc.constantFrom('before' as const, 'after' as const, 'within' as const),
    }),
  },
);

const pull = fc.record({ kind: of('pull'), hours: fc.integer({ min: 0, max: 3 }), trouble });

const wavering = fc.oneof(
  fc.record({ kind: of('waver'), contact: record, title, trouble }),
  fc.record({ kind: of('revive'), contact: record, trouble }),
);

const late = fc.record({ kind: of('late'), contact: record, title, minutes: fc.integer({ min: 1, max: 9 }) });

const loads = fc.oneof(fc.record({ kind: of('load'), late, trouble }), late);

const step: fc.Arbitrary<LifeStep> = fc.oneof(
  { weight: 1, arbitrary: loads },
  { weight: 8, arbitrary: edits },
  { weight: 3, arbitrary: ends },
  { weight: 2, arbitrary: changes },
  { weight: 1, arbitrary: wavering },
  { weight: 5, arbitrary: pull },
);

export const lives: fc.Arbitrary<Life> = fc.record({
  nulls: fc.constantFrom('skip' as const, 'empty' as const),
  deleted: fc.constantFrom('keep' as const, 'mark' as const),
  createUsers: fc.boolean(),
  duplicates: fc.constantFrom('most recently updated' as const, 'refuse' as const),
  steps: fc.array(step, { minLength: 1, maxLength: 30, size: 'max' }),
});
