import type { FieldGrant } from '../salesforce/field-access.ts';
import { CHECKS, type CheckName, type DoctorGroup } from './checks.ts';

/**
 * `not-visible`: whoever asks may not know. `not-checked`: it could not be asked, or there is nothing yet to look at.
 * Neither is a fault.
 */
export type FindingStatus = 'passed' | 'warned' | 'failed' | 'not-visible' | 'not-checked';

/** One line of the doctor's table. */
export interface Finding {
  readonly check: CheckName;
  readonly group: DoctorGroup;
  readonly title: string;
  /** What of many it is about: a metric, a chosen field, a file. */
  readonly subject?: string;
  readonly status: FindingStatus;
  /** What was found, in a few words. */
  readonly says: string;
  /** What comes of it. */
  readonly means?: string;
  /** What to do next, a click path in Setup or a command to an entry. */
  readonly next: readonly string[];
  /** The permissions that the connecting user does without, as an admin knows them: `Account: View All`. */
  readonly lacks?: readonly string[];
  readonly fix?: Fix;
}

/** What `doctor --fix` may do: nothing that deletes, renames or sends anything. */
export type Fix =
  | { readonly kind: 'mode'; readonly path: string; readonly mode: number }
  | { readonly kind: 'read-fields'; readonly grants: readonly FieldGrant[] }
  /** Read and Edit on the field of a metric, for the connecting user and the viewers. */
  | {
      readonly kind: 'metric-access' | 'history';
      readonly metric: string;
      readonly object: string;
      readonly field: string;
    };

type Told = Partial<Pick<Finding, 'subject' | 'means' | 'next' | 'lacks' | 'fix'>>;

export function finding(check: CheckName, status: FindingStatus, says: string, told: Told = {}): Finding {
  const { group, title } = CHECKS[check];
  return { check, group, title, status, says, next: [], ...told };
}
