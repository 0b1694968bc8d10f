import type { CustomFieldMetadata } from '../../salesforce/read-custom-fields.ts';
import type { Planned, PlannedTracking, UntrackedMetric } from './metric-plan.ts';

/**
 * How many fields of an object may have their history tracked.
 * https://help.salesforce.com/s/articleView?id=xcloud.tracking_field_history.htm
 */
export const MOST_TRACKED = 20;

/** A metric whose field is there or will be, with what an update of it says. */
export interface Trackable extends Planned {
  readonly spec: PlannedTracking['spec'];
}

/**
 * Which fields' history is to be switched. What is switched off makes room first; then the metrics take what is left, in
 * the order of the configuration. A metric that says nothing stays as it is in the org.
 */
export function planTracking(
  metrics: readonly Trackable[],
  org: { readonly enableHistory: boolean; readonly fields: readonly CustomFieldMetadata[] },
): { readonly track: readonly PlannedTracking[]; readonly untracked: readonly UntrackedMetric[] } {
  const tracked = new Set(org.fields.filter(({ trackHistory }) => trackHistory).map(({ name }) => name.toLowerCase()));
  const isTracked = ({ field }: Planned) => tracked.has(field.toLowerCase());
  const off = metrics.filter((one) => one.metric.field.history === false && isTracked(one));
  const on = metrics.filter((one) => one.metric.field.history === true && !isTracked(one));
  const room = org.enableHistory ? Math.max(0, MOST_TRACKED - tracked.size + off.length) : 0;
  const switched = (on: boolean) => (one: Trackable) => ({ ...one, spec: { ...one.spec, trackHistory: on }, on });
  return {
    track: [...off.map(switched(false)), ...on.slice(0, room).map(switched(true))],
    untracked: on
      .slice(room)
      .map(({ metric, object, field }) => ({ metric, object, field, why: org.enableHistory ? 'full' : 'object-off' })),
  };
}
