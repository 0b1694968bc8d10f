import type { NamedError } from '../../base/errors.ts';
import type { Level } from '../../config/settings.ts';
import type { ObjectDescription } from '../../salesforce/describe.ts';
import type { InstalledPackage } from '../../salesforce/installed-packages.ts';
import type { Org } from '../../salesforce/org.ts';
import type { ObjectFields } from '../../salesforce/read-custom-fields.ts';
import type { Limit } from '../../salesforce/read-limits.ts';
import type { ActiveValidationRule } from '../../salesforce/validation-rules.ts';
import type { Told } from './told.ts';

/** All that one look at an org has told, as its connecting user sees it. */
export interface OrgFacts {
  readonly org: Org;
  /** As Salesforce names it: `Enterprise Edition`. */
  readonly edition: Told<string>;
  /** How far the org's clock is before ours, in milliseconds. */
  readonly clockAhead: number;
  /** System permissions by API name, whatever gives them. */
  readonly permissions: Told<ReadonlyMap<string, boolean>>;
  /** Objects whose every record the user may see or change, by API name. */
  readonly wholeObjects: Told<ReadonlyMap<string, WholeAccess>>;
  /** Objects as the user sees them, by API name in lower case; those that are hidden are left out. */
  readonly objects: ReadonlyMap<string, ObjectDescription>;
  /** Default access to records of objects, by API name: `Private`, `Read`, `ReadWrite`, `ControlledByParent`. */
  readonly sharing: ReadonlyMap<string, string>;
  /** The usage objects by the names that they have in this org; with their bare names where they are not seen. */
  readonly usage: Readonly<Record<Level, string>>;
  readonly contacts: Told<number>;
  readonly limits: Told<ReadonlyMap<string, Limit>>;
  /** Requests that an admin made in the user's place. */
  readonly adminCredits: number;
  /** Why the admin could not be asked in the user's place, where one is named. */
  readonly adminTrouble?: NamedError;
  /** Undefined where nothing is pushed. */
  readonly pushing: PushFacts | undefined;
}

/** Who holds Modify All sees all, too. */
export interface WholeAccess {
  readonly viewAll: boolean;
  readonly modifyAll: boolean;
}

export interface PushFacts {
  readonly packages: Told<readonly InstalledPackage[]>;
  /** What Metadata knows of the usage objects, hidden fields too; undefined for an object that the org does not have. */
  readonly fields: Told<Readonly<Record<Level, ObjectFields | undefined>>>;
  readonly validationRules: Told<readonly ActiveValidationRule[]>;
  readonly duplicateRules: Told<readonly { readonly object: string; readonly name: string }[]>;
}

/** An object as the user sees it; undefined when it is hidden or absent. */
export function seenObject({ objects }: OrgFacts, name: string): ObjectDescription | undefined {
  return objects.get(name.toLowerCase());
}
