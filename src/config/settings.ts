import type { OAuthGrant } from '../base/oauth-grant.ts';
import type { SettingsFlags } from './load-settings.ts';
import type { MetricSettings } from './metric-settings.ts';
import type { AlertSettings } from './read-alerts.ts';
import type { ScheduleSettings } from './read-schedule.ts';

/** All that a run may depend on, parsed once from heap.config.yaml, environment and flags. */
export interface Settings {
  /** Absolute path of heap.config.yaml; relative paths inside it start at its folder. */
  readonly configFile: string;
  /** Absolute path of the folder with all that we keep (`.heap` beside the config): local org, ledger, snapshots. */
  readonly stateFolder: string;
  readonly source: SourceSettings;
  /** URL of the store that buckets are asked for at, where it is not Amazon's. */
  readonly s3Endpoint?: string;
  readonly join: JoinSettings;
  readonly window: WindowSettings;
  readonly metrics: readonly MetricSettings[];
  readonly quiet: Quiet;
  /** What becomes of a text that is longer than its field: cut to fit, or left out. */
  readonly longText: 'cut' | 'empty';
  /** What becomes of usage rows whose account (contact) was deleted or merged. */
  readonly orphans: 'remove' | 'keep';
  /** Whether each value that an org accepts is kept with its day, in the state folder. */
  readonly history: { readonly local: boolean };
  /** Counted requests; `ofOrg` is a share of the org's own allocation, in percent. */
  readonly credits: { readonly perDay: number; readonly perRun: number; readonly ofOrg: number };
  /** What a push does when another run holds the org, or when the export stands still. */
  readonly push: {
    readonly whenBusy: 'wait' | 'refuse';
    /** Days without new data after which an export is stale. */
    readonly staleDays: number;
  };
  /** What Heap gets of Salesforce; undefined when the file chooses no fields. */
  readonly pull?: PullSettings;
  /** When runs are to be. */
  readonly schedule: ScheduleSettings;
  /** Who is told of trouble; undefined when the file names nobody. */
  readonly alerts?: AlertSettings;
  /** What the command line said, and sf where that is silent, for a run of this program that is to work on the same. */
  readonly flags: SettingsFlags;
  readonly target: Target;
  /** The same org as an admin, where the environment names one. */
  readonly admin?: Target;
  /** The Heap that goes with the target; undefined when the org was named without an environment that has one. */
  readonly heap?: HeapTarget;
}

/** Where the Heap data lies. Absolute folders; a bucket with the prefix below which `manifests/` lies. */
export type SourceSettings =
  | { readonly kind: 'connect'; readonly folder: string }
  | {
      readonly kind: 's3';
      readonly bucket: string;
      readonly prefix: string;
      readonly region?: string;
      readonly endpoint?: string;
    }
  | { readonly kind: 'files'; readonly folder: string };

/** The org that a command works on. */
export type Target =
  | { readonly kind: 'local' }
  | { readonly kind: 'alias'; readonly alias: string }
  /** By environment variables, without sf. They are read when the org is first reached, so that no secret stands in here. */
  | { readonly kind: 'sign-in'; readonly name: string; readonly read: () => ReadSignIn };

export interface ReadSignIn {
  readonly grant: OAuthGrant;
  /** Absolute paths of the files that hold secrets of it. */
  readonly files: readonly string[];
}

/** The Heap that a command writes to. */
export type HeapTarget =
  | { readonly kind: 'local' }
  | {
      readonly kind: 'app';
      readonly appId: string;
      readonly environment: 'development' | 'production';
      /** Without a slash at the end. */
      readonly url: string;
    };

export interface PullSettings {
  readonly contact: readonly ChosenField[];
  readonly account: readonly ChosenField[];
  /** The user property that holds the 18-character Id of a person's account. */
  readonly accountProperty: string;
  /** What an emptied field becomes in Heap, which cannot unset a property. */
  readonly nulls: { readonly kind: 'skip' } | { readonly kind: 'text'; readonly text: string };
  readonly longValues: 'cut' | 'refuse';
  /** Whether people are written whom Heap does not know yet. */
  readonly createUsers: boolean;
  readonly deleted: 'keep' | 'mark';
  /** How often formula and roll-up fields are read again of all records. */
  readonly formulas: 'hourly' | 'daily' | 'weekly' | 'never';
  /** Least share, in percent, of contacts with a join key whose key is theirs alone. */
  readonly uniqueness: number;
}

/** A field that Heap gets, as the file names it. */
export interface ChosenField {
  /** API name, `Tier__c`, or one step to a parent, `Owner.Name`; in the case in which the file has it. */
  readonly field: string;
  /** Name of the property in Heap, where the file gives it. */
  readonly as?: string;
  readonly picklist: 'value' | 'label';
}

export interface JoinSettings {
  /** The Heap user property and the Contact field that are equal for the same person. */
  readonly contact: { readonly heap: string; readonly salesforce: string };
  /** How a Heap user finds an account: through the Contact's AccountId, or by a user property and an Account field. */
  readonly account:
    | { readonly kind: 'through-contact' }
    | { readonly kind: 'property'; readonly heap: string; readonly salesforce: string };
  /** What a key means that several records share: the one updated last, or none, and those records stay as they are. */
  readonly duplicates: 'most-recently-updated' | 'refuse';
}

export interface WindowSettings {
  /** IANA zone in which days begin, `America/Los_Angeles` unless set. */
  readonly zone: string;
  /** `whole-days`: a lookback ends at the last midnight of the zone; `rolling`: at the moment of the run. */
  readonly mode: 'whole-days' | 'rolling';
}

export type Level = 'account' | 'contact';

/** What a record without any activity in the window shows, where 0 is a fair answer. */
export type Quiet = 'zero' | 'null';
