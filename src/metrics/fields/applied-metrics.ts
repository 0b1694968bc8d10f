import type { Level } from '../../config/settings.ts';

/** What was done to a field, in order. */
export type FieldDeed = 'created' | 'relabelled' | 'granted' | 'tracked' | 'untracked';

export interface AboutField {
  readonly metric: string;
  readonly level: Level;
  readonly object: string;
  readonly field: string;
}

/** What became of one metric's field. */
export type AppliedField =
  /** The connecting user can fill it, as its describe says. */
  | (AboutField & { readonly status: 'ready'; readonly deeds: readonly FieldDeed[] })
  /** It is there, and the connecting user cannot fill it yet. */
  | (AboutField & { readonly status: 'hidden'; readonly deeds: readonly FieldDeed[] })
  /** The org refused to make or change it, or has no room for it. */
  | (AboutField & { readonly status: 'refused'; readonly code: string; readonly message: string })
  | (AboutField & { readonly status: 'clash'; readonly message: string });

/** Access that somebody else must grant. */
export interface MissingGrant extends AboutField {
  readonly permissionSet: string;
  readonly edit: boolean;
  /** Why we could not. */
  readonly code: string;
  readonly message: string;
}

/** A field that is there and whose history was not switched as the configuration wants it. */
export interface MissingTracking extends AboutField {
  readonly code: string;
  readonly message: string;
}

export interface AppliedMetrics {
  /** `done` when every metric is ready, every grant made and every history switched; `failed` when no metric is ready. */
  readonly status: 'done' | 'partly' | 'failed';
  readonly fields: readonly AppliedField[];
  readonly missingGrants: readonly MissingGrant[];
  readonly missingTracking: readonly MissingTracking[];
  /** What a person has to do next; empty when nothing. */
  readonly actions: readonly string[];
}
