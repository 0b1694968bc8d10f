/** All that a run may depend on, parsed once from heap.config.yaml, environment and flags. */
export interface Settings {
  /** Absolute path of heap.config.yaml; relative paths inside it start at its folder. */
  readonly configFile: string;
  /** Absolute path of the folder with all that we keep (`.heap` beside the config): local org, ledger, snapshots. */
  readonly stateFolder: string;
  readonly source: SourceSettings;
  readonly join: JoinSettings;
  readonly window: WindowSettings;
  readonly metrics: readonly MetricSettings[];
  /** What a record without any activity in the window shows. */
  readonly quiet: 'zero' | 'null';
  /** What becomes of usage rows whose account (contact) was deleted or merged. */
  readonly orphans: 'remove' | 'keep';
  /** Whether each value that an org accepts is kept with its day, in the state folder. */
  readonly history: { readonly local: boolean };
  readonly credits: { readonly perDay: number; readonly perRun: number };
  /** What a push does when another run holds the org. */
  readonly push: { readonly whenBusy: 'wait' | 'refuse' };
  readonly target: Target;
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
export type Target = { readonly kind: 'local' } | { readonly kind: 'alias'; readonly alias: string };

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

export interface MetricSettings {
  /** As a person writes it: `Sessions Past 7 Days`. */
  readonly name: string;
  readonly level: Level;
  /** Key event: an event table or its name in Heap, `session`, or `pageview`. */
  readonly event: string;
  readonly where: readonly Condition[];
  readonly measure: Measure;
  readonly lookback: Lookback;
  /** API name of the field, where the file gives it: `Sessions_Past_7_Days__c`. Else it is made from the name. */
  readonly field?: string;
  /** Whether Salesforce shall keep the field's history; undefined for as it is in the org. */
  readonly history?: boolean;
  /** Where the metric stands in the file, for messages: line and column from 1. */
  readonly at?: { readonly line: number; readonly column: number };
}

export type Measure =
  | { readonly kind: 'count' }
  | { readonly kind: 'distinct-users' }
  | { readonly kind: 'active-days' }
  | { readonly kind: 'last-seen' }
  | { readonly kind: 'first-seen' }
  | { readonly kind: 'sum'; readonly property: string };

export type Lookback =
  | { readonly kind: 'span'; readonly count: number; readonly unit: 'days' | 'weeks' | 'months' }
  | { readonly kind: 'all' };

/** A property of the event (or `user.<property>` of its user) held against a value. */
export interface Condition {
  readonly property: string;
  readonly test: 'is' | 'is-not' | 'contains' | 'starts-with' | 'one-of' | 'above' | 'below' | 'exists';
  readonly value: string | number | boolean | readonly (string | number)[];
}
