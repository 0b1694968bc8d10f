import { Mistake } from '../base/errors.ts';
import type { ChosenField, Level } from '../config/settings.ts';
import { describeObject, type ObjectDescription } from '../salesforce/describe.ts';
import type { Org } from '../salesforce/org.ts';
import { type Parents, parentObjects } from './find-field.ts';
import { LEVEL_OBJECTS } from './level-object.ts';

/** The object of a level as the connecting user sees it, with the objects that some of its paths lead to. */
export interface LevelFields {
  readonly level: Level;
  readonly seen: ObjectDescription;
  readonly parents: Parents;
}

/** Describes the object of a level, and the parents of those fields that are paths: `User` for `Owner.Name`. */
export async function readLevelFields(
  org: Org,
  level: Level,
  fields: readonly Pick<ChosenField, 'field'>[],
): Promise<LevelFields> {
  const seen = await describeObject(org, LEVEL_OBJECTS[level]);
  if (seen === undefined) throw unseen(org, level);
  const parents = new Map<string, ObjectDescription>();
  for (const name of parentObjects(fields, seen)) {
    const parent = name === seen.name ? seen : await describeObject(org, name);
    if (parent !== undefined) parents.set(name.toLowerCase(), parent);
  }
  return { level, seen, parents };
}

function unseen({ username }: Org, level: Level): Mistake {
  const object = LEVEL_OBJECTS[level];
  return new Mistake({
    trouble: 'permission',
    message: `${username} may not see ${object}.`,
    actions: ['An admin runs heap-sf setup, which assigns Heap_Connecting_User with Read and View All on it.'],
    facts: { object, user: username },
  });
}
