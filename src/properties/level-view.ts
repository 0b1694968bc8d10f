import type { ChosenField, Level } from '../config/settings.ts';
import type { Org } from '../salesforce/org.ts';
import { type AdminView, type HiddenFields, readHiddenFields } from './hidden-fields.ts';
import { type LevelFields, readLevelFields } from './read-level-fields.ts';

/** The fields of a level as the connecting user sees them, and what is known of those that it does not see. */
export interface LevelView {
  readonly user: LevelFields;
  /** Where an admin is signed in who is not the connecting user. */
  readonly admin?: AdminView;
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
  if (admin.userId === org.userId) return { user, hidden: await readHiddenFields(org, user) };
  const above = { org: admin, fields: await readLevelFields(admin, level, fields) };
  return { user, admin: above, hidden: await readHiddenFields(org, user, above) };
}
