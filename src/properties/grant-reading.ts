import { Mistake } from '../base/errors.ts';
import type { ChosenField } from '../config/settings.ts';
import { grantFieldAccess } from '../salesforce/field-access.ts';
import type { AdminView, HiddenFields } from './hidden-fields.ts';
import { READING_SET, readingGrants } from './reading-grants.ts';

/** Grants Read on fields to the connecting user, as an admin; a Mistake when one is refused. */
export async function grantReading(
  { org: admin, fields: seen }: AdminView,
  hidden: HiddenFields,
  fields: readonly Pick<ChosenField, 'field'>[],
): Promise<void> {
  const outcomes = await grantFieldAccess(admin, {
    permissionSet: READING_SET,
    grants: readingGrants(fields, seen, hidden.told === 'not' ? [] : hidden.fields),
  });
  const refused = outcomes.flatMap((outcome) => (outcome.status === 'refused' ? [outcome] : []));
  const [first] = refused;
  if (first === undefined) return;
  const names = refused.map(({ object, field }) => `${object}.${field}`);
  throw new Mistake({
    trouble: 'permission',
    message: `${admin.username} may not grant Read on ${names.join(', ')}: ${first.message} Nothing was chosen.`,
    actions: [
      'Name an admin who may: --admin-org ALIAS, with the permission "Manage Profiles and Permission Sets".',
      `Or have one tick Read on them in the permission set ${READING_SET}.`,
    ],
    facts: { permissionSet: READING_SET, fields: names, code: first.code },
  });
}
