import type { ChosenField, Level } from '../config/settings.ts';
import type { Org } from '../salesforce/org.ts';
import { type HiddenFields, readHiddenFields } from './hidden-fields.ts';
import { type LevelFields, readLevelFields } from './read-level-fields.ts';

/** The fields of a level as the connecting user sees them, and what is known of those that it does not see. */
export interface LevelView {
  readonly user: LevelFields;
  /** The same as an admin sees it, where one who is not the connecting user is signed in. */
  readonly admin: LevelFields | undefined;
  readonly hidden: HiddenFields;
}

/** Reads a level for both; `fields` are chosen or asked for, and may be paths. */
export async function readLevelView(
  org: Org,
  admin: Org,
  level: Level,
  fields: readonly Pick<ChosenField, 'field'>[],
): Promise<LevelView> {
  const user = await readLevelFields(org, level, fields);
  const above = admin.userId === org.userId ? undefined : await readLevelFields(admin, level, fields);
  return { user, admin: above, hidden: await readHiddenFields(org, user, above) };
}
