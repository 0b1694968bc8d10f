import { number } from '../../base/counted.ts';
import type { NamedError } from '../../base/errors.ts';
import { type Finding, finding } from '../finding.ts';
import type { Named } from '../next-steps.ts';

/** How well the join key brings contacts and Heap users together, as it was measured. */
export interface JoinFacts {
  readonly verdict: 'fit' | 'no-keys' | 'not-unique' | 'no-match';
  /** Contact field and user property: `Email = email`. */
  readonly pair: string;
  /** Percent of the contacts with a key that have it to themselves, and the least that is asked for. */
  readonly percent: number;
  readonly least: number;
  readonly contacts: number;
  readonly users: number;
  /** Users that have a contact. */
  readonly matched: number;
}

export type MeasuredJoin =
  | { readonly status: 'measured'; readonly facts: JoinFacts }
  /** It would cost so many requests. */
  | { readonly status: 'too-dear'; readonly requests: number; readonly contacts: number }
  | { readonly status: 'failed'; readonly error: NamedError };

/** Whether the join key is one. */
export function joinKey(measured: MeasuredJoin, { option }: Named): Finding {
  const check = `heap-sf join check${option}`;
  switch (measured.status) {
    case 'too-dear':
      return finding(
        'join-key',
        'not-checked',
        `reading ${number(measured.contacts)} contacts costs ${number(measured.requests)} credits`,
        { next: [`Measure it all the same: ${check}`] },
      );
    case 'failed':
      return measured.error.trouble === 'permission'
        ? finding('join-key', 'not-checked', 'its field cannot be read')
        : finding('join-key', 'failed', 'cannot be measured', {
            means: measured.error.message,
            next: measured.error.actions,
          });
    case 'measured':
      return judge(measured.facts, [`See who shares one, and which keys would be better: ${check}`]);
  }
}

function judge(
  { verdict, pair, percent, least, contacts, users, matched }: JoinFacts,
  next: readonly string[],
): Finding {
  switch (verdict) {
    case 'fit':
      return finding(
        'join-key',
        'passed',
        `${pair}, ${percent} % unique, ${number(matched)} of ${number(users)} match`,
      );
    case 'not-unique':
      return finding('join-key', 'failed', `${pair} is theirs alone for ${percent} % of contacts`, {
        means: `Contacts that share a key would get each other's values. A pull asks for ${least} % (pull.uniqueness), and stops.`,
        next,
      });
    case 'no-keys':
      return finding('join-key', 'failed', `${pair}: one side has no key at all`, {
        means: `Nobody can be matched, of ${number(contacts)} contacts and ${number(users)} users.`,
        next,
      });
    case 'no-match':
      return finding('join-key', 'failed', `${pair}: no user has a contact`, {
        means: `The two sides have no key in common, of ${number(contacts)} contacts and ${number(users)} users.`,
        next,
      });
  }
}
