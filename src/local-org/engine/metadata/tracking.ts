import { type Tracking, track, trackChildrenGone } from '../tracking/source-members.ts';
import { recordOf } from './component-records.ts';
import { handlerFor } from './registry.ts';
import type { Asking, TypeName } from './types.ts';

/** Files that hold nothing but their parts: these are tracked, each by itself. */
const untracked: ReadonlySet<TypeName> = new Set(['CustomLabels']);

const trackingOf = ({ engine, session }: Asking): Tracking => ({
  documents: engine.documents,
  clock: engine.clock,
  userId: session.user.id,
});

/**
 * Notes for source tracking what became of a component. A field's object counts as changed with it.
 * https://github.com/forcedotcom/source-tracking/blob/main/src/shared/metadataKeys.ts
 */
export function trackComponent(
  asking: Asking,
  type: TypeName,
  fullName: string,
  did: 'created' | 'changed' | 'deleted',
): void {
  if (untracked.has(type)) return;
  const componentId = handlerFor(type).recordId?.(asking, fullName) ?? recordOf(asking, type, fullName)?.id;
  const tracking = trackingOf(asking);
  track(tracking, { type, name: fullName, did, ...(componentId === undefined ? {} : { componentId }) });
  if (type === 'CustomField') objectChanged(asking, fullName.slice(0, fullName.indexOf('.')));
  if (type === 'CustomObject' && did === 'deleted') trackChildrenGone(tracking, fullName);
}

function objectChanged(asking: Asking, name: string): void {
  const componentId = recordOf(asking, 'CustomObject', name)?.id ?? name;
  track(trackingOf(asking), { type: 'CustomObject', name, did: 'touched', componentId });
}
