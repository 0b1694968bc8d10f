import type { Clock } from '../../base/clock.ts';
import type { FirstUser, Seed } from './new-org.ts';
import type { OrgKind } from './org-kind.ts';
import type { SandboxCopy } from './sandbox/become-sandbox.ts';
import type { Edition } from './schema/edition.ts';

export interface EngineOptions {
  /** SQLite file; in memory when absent. */
  readonly file?: string;
  /** Of its own unless named, so that an org made anew is not taken for the one before. */
  readonly organizationId?: string;
  readonly edition?: Edition;
  /** Production, sandbox, scratch org or Developer Edition; by the edition unless named. */
  readonly kind?: OrgKind;
  /** Salesforce licences that were bought; 100 unless told. */
  readonly licences?: number;
  /** Megabytes of rows that fit in; by the edition unless said. */
  readonly dataStorageMb?: number;
  /** What its own people call the org. */
  readonly name?: string;
  /** After the users' names, so that no two orgs share one: `admin@heap.local.uat`. */
  readonly usernameSuffix?: string;
  /** The users that it begins with, the administrator first; those of a local org unless named. */
  readonly people?: readonly FirstUser[];
  /** When a new org runs out; by its kind unless said. */
  readonly expires?: Date;
  /** What a scratch org was asked with, as `ContactsToMultipleAccounts`. */
  readonly features?: readonly string[];
  readonly namespace?: string;
  /** The country of the org, `US` unless said. */
  readonly country?: string;
  /** Whether a new org is a Dev Hub; production orgs are unless said. */
  readonly devHub?: boolean;
  /** Whether a new org tracks its source; scratch orgs and sandboxes do unless said. */
  readonly sourceTracking?: boolean;
  /** Makes a new org a sandbox, as a copy; then it begins with nothing else. */
  readonly copy?: SandboxCopy;
  /** Kinds of documents that a copy does not take over, beside those that the engine itself knows of. */
  readonly notCopied?: readonly string[];
  /** Whether another org has a user of this name. */
  readonly usernameTaken?: (username: string) => boolean;
  /** Told of each object that rows are written of; what was written may still be taken back. */
  readonly wrote?: (object: string) => void;
  readonly clock: Clock;
  /** Sample rows for an org that is new; a function is asked only then. */
  readonly seed?: Seed | (() => Seed);
}
