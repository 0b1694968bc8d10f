import type { CustomFieldSpec } from '../../salesforce/custom-field.ts';
import type { Metric } from '../metric.ts';
import type { Drift } from './drift.ts';
import type { FieldRoom } from './field-room.ts';

/** A metric and the field that is its own in this org. */
export interface Planned {
  readonly metric: Metric;
  readonly object: string;
  readonly field: string;
}

export interface PlannedCreation extends Planned {
  readonly spec: CustomFieldSpec;
  /** A field of ours that tells of the very same figure and whose metric has gone: then it was probably renamed. */
  readonly looksLike?: string;
}

export interface PlannedGrant extends Planned {
  readonly permissionSet: string;
  readonly edit: boolean;
}

export interface PlannedRelabel extends Planned {
  readonly spec: CustomFieldSpec;
  readonly changes: readonly {
    readonly what: 'label' | 'help text' | 'description';
    readonly from: string;
    readonly to: string;
  }[];
}

/** Field history tracking to be switched. */
export interface PlannedTracking extends Planned {
  readonly spec: CustomFieldSpec;
  readonly on: boolean;
}

/** A metric whose history shall be tracked and cannot be. */
export interface UntrackedMetric extends Planned {
  /** `full`: the object tracks as many fields as it may. `object-off`: the object keeps no history at all. */
  readonly why: 'full' | 'object-off';
}

/** A field of that name is in the way, and nothing is done for the metric. */
export interface PlannedClash extends Planned {
  readonly why: 'not-ours' | 'other-type';
  /** The type that the field has: `Text(80)`. */
  readonly has: string;
  readonly wanted: string;
}

/** A field of ours whose metric is no longer in the configuration. It is left alone. */
export interface OrphanedField {
  readonly object: string;
  readonly field: string;
  readonly label: string;
  readonly metricName: string;
}

/** What has to be done so that every metric has a field that can be filled and read. */
export interface MetricPlan {
  /** Who fills the fields, and who has the permission sets that show them, where that may be known. */
  readonly org: {
    readonly name: string;
    readonly user: string;
    readonly holders: readonly { readonly permissionSet: string; readonly username: string }[] | undefined;
    /** Whether anybody signed in may read what the permission sets grant. */
    readonly seesAccess: boolean;
  };
  readonly create: readonly PlannedCreation[];
  /** Metrics for whose field the object has no room. */
  readonly noRoom: readonly Planned[];
  readonly grant: readonly PlannedGrant[];
  /** Metrics whose field is granted, and which the connecting user cannot fill all the same: it lacks the permission set. */
  readonly hidden: readonly Planned[];
  readonly track: readonly PlannedTracking[];
  /** Fields of ours whose history is tracked now, as `object.field` in lower case. */
  readonly tracked: readonly string[];
  readonly untracked: readonly UntrackedMetric[];
  readonly relabel: readonly PlannedRelabel[];
  /** Metrics whose field is there and stays as it is. */
  readonly keep: readonly Planned[];
  readonly clash: readonly PlannedClash[];
  readonly orphaned: readonly OrphanedField[];
  /** What others changed since our last apply. */
  readonly drift: readonly Drift[];
  readonly room: readonly FieldRoom[];
}

/** Whether an apply would do anything. */
export function hasWork({ create, grant, track, relabel }: MetricPlan): boolean {
  return create.length + grant.length + track.length + relabel.length > 0;
}
