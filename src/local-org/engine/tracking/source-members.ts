import type { Clock } from '../../../base/clock.ts';
import { isOn } from '../access/org-preferences.ts';
import { idOf } from '../ids.ts';
import type { Documents } from '../types.ts';

/**
 * What an org remembers of one component that somebody changed.
 * https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_sourcemember.htm
 */
export interface SourceMember {
  readonly id: string;
  readonly memberType: string;
  readonly memberName: string;
  /** The component's Id, or its name where it has none. */
  readonly memberIdOrName: string;
  /** It was deleted; the row stays. */
  readonly isNameObsolete: boolean;
  /** The last change made it. */
  readonly isNewMember: boolean;
  /** Rises with each change of any component. Clients may set it. */
  readonly revisionCounter: number;
  readonly revisionNum: number;
  /** Id of the user, 18 characters. */
  readonly changedBy: string;
  readonly createdBy: string;
  readonly createdDate: string;
  readonly lastModifiedDate: string;
}

/** Who changes a component of which org, and when. */
export interface Tracking {
  readonly documents: Documents;
  readonly clock: Clock;
  readonly userId: string;
}

interface Change {
  readonly type: string;
  readonly name: string;
  /** `touched` is what happens to an object whose field changed: it stays as new as it was. */
  readonly did: 'created' | 'changed' | 'touched' | 'deleted';
  readonly componentId?: string;
}

const kinds = { member: 'source-member', revision: 'source-revision' } as const;

/** Kinds of documents that a copy of an org does not take over: it begins with nothing changed. */
export const trackingDocuments: readonly string[] = Object.values(kinds);

const keyOf = (type: string, name: string): string => `${type} ${name.toLowerCase()}`;

/** Whether the org tracks its source. Scratch orgs do, and sandboxes for developers; nobody else knows of SourceMember. */
export const tracksSource = (documents: Documents): boolean => isOn(documents, 'sourceTracking');

export const sourceMembers = (documents: Documents): readonly SourceMember[] =>
  documents.all<SourceMember>(kinds.member).map(({ value }) => value);

/** Notes a change, in the transaction of the change itself. */
export function track({ documents, clock, userId }: Tracking, { type, name, did, componentId }: Change): void {
  if (!tracksSource(documents)) return;
  const before = documents.get<SourceMember>(kinds.member, keyOf(type, name));
  if (did === 'deleted' && before?.isNameObsolete !== false && before !== undefined) return;
  const revision = (documents.get<number>(kinds.revision, '') ?? 0) + 1;
  documents.put(kinds.revision, '', revision);
  const now = clock.now().toISOString();
  documents.put(kinds.member, keyOf(type, name), {
    id: before?.id ?? idOf('0MZ', revision),
    memberType: type,
    memberName: name,
    memberIdOrName: componentId ?? before?.memberIdOrName ?? name,
    isNameObsolete: did === 'deleted',
    isNewMember: did === 'created' || (did === 'touched' && before?.isNewMember === true),
    revisionCounter: revision,
    revisionNum: revision,
    changedBy: userId,
    createdBy: before?.createdBy ?? userId,
    createdDate: before?.createdDate ?? now,
    lastModifiedDate: now,
  } satisfies SourceMember);
}

/** Notes that what belonged to an object went with it: fields, layouts, list views and the like. */
export function trackChildrenGone(tracking: Tracking, object: string): void {
  const [asPart, asLayout] = [`${object}.`.toLowerCase(), `${object}-`.toLowerCase()];
  for (const { memberType: type, memberName: name, isNameObsolete } of sourceMembers(tracking.documents)) {
    const key = name.toLowerCase();
    const isChild = key.startsWith(asPart) || (type === 'Layout' && key.startsWith(asLayout));
    if (isChild && !isNameObsolete) track(tracking, { type, name, did: 'deleted' });
  }
}

/** Sets what a client may set of a row. */
export function putSourceMember(documents: Documents, member: SourceMember): void {
  documents.put(kinds.member, keyOf(member.memberType, member.memberName), member);
}
