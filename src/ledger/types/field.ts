/** What a run did to the field of a metric, in a word: `created`, `granted`, `refused`. */
export interface FieldDeedRecord {
  readonly object: string;
  readonly field: string;
  readonly metric: string;
  readonly deed: string;
  /** Which access, or why it was refused. */
  readonly detail?: string;
}

/** How we left a field of ours in an org, to be held against what is there now. */
export interface MadeField {
  readonly object: string;
  readonly field: string;
  readonly metric: string;
  readonly label: string;
  readonly helpText: string;
  /** As a person reads it: `Number(18, 0)`. */
  readonly type: string;
  readonly history: boolean;
  /** Names of the permission sets of ours that gave access to it. */
  readonly access: readonly string[];
}

export interface MadeFieldRecord extends MadeField {
  readonly runId: string;
  readonly made: Date;
}
