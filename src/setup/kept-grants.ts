import { Mistake } from '../base/errors.ts';
import type { JoinSettings, PullSettings } from '../config/settings.ts';
import { readHiddenFields } from '../properties/hidden-fields.ts';
import { readLevelFields } from '../properties/read-level-fields.ts';
import { readingGrants } from '../properties/reading-grants.ts';
import { describeObject } from '../salesforce/describe.ts';
import { type FieldGrant, readFieldAccess } from '../salesforce/field-access.ts';
import type { Org } from '../salesforce/org.ts';
import type { GrantsBySet } from './owed-grants.ts';

/** The permission sets of ours whose field access grows after the deploy. */
const GROWING_SETS = ['Heap_Connecting_User', 'Heap_Metric_Access', 'Heap_Metric_Viewer'];

/**
 * What our permission sets grant now on these objects of ours and on the records they are about, by set. A deploy replaces a permission set whole, so this is given back after it.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_permissionset.htm
 */
export async function keptGrants(admin: Org, usageObjects: readonly string[]): Promise<GrantsBySet> {
  // Whoever may view Setup sees permission sets; to deploy them takes more.
  const sets = await describeObject(admin, 'PermissionSet');
  if (sets?.createable !== true) throw noAdmin(admin);
  const access = await readFieldAccess(admin, GROWING_SETS, ['Account', 'Contact', ...usageObjects]);
  return new Map(
    GROWING_SETS.map((set) => [
      set,
      access
        .filter(({ permissionSet, read }) => permissionSet === set && read)
        .map(({ object, field, edit }) => ({ object, field, edit })),
    ]),
  );
}

function noAdmin({ username }: Org): Mistake {
  return new Mistake({
    trouble: 'permission',
    message: `${username} may not change permission sets, so it cannot set up the org. Nothing was changed.`,
    actions: [
      'Name an admin who is signed in with sf: heap-sf setup --target-org ALIAS --admin-org ADMIN',
      'The admin needs the permissions "View Setup and Configuration", "Manage Profiles and Permission Sets" and "Modify Metadata Through Metadata API Functions".',
    ],
    facts: { user: username },
  });
}

/** The fields that matching reads beyond Contact.Email, which the deployed set grants. Id needs no grant. */
export function joinFieldGrants({ contact, account }: JoinSettings): readonly FieldGrant[] {
  const wanted = [
    { object: 'Contact', field: contact.salesforce },
    { object: 'Contact', field: 'AccountId' },
    ...(account.kind === 'property' ? [{ object: 'Account', field: account.salesforce }] : []),
  ];
  return wanted
    .filter(({ object, field }) => field !== 'Id' && !(object === 'Contact' && field === 'Email'))
    .map((grant) => ({ ...grant, edit: false }));
}

/** What the chosen fields of the pull need, also those that nobody was shown yet; one that is gone is the pull's to report. */
export async function chosenFieldGrants(admin: Org, pull: PullSettings | undefined): Promise<readonly FieldGrant[]> {
  const grants: FieldGrant[] = [];
  for (const level of ['contact', 'account'] as const) {
    const chosen = pull?.[level] ?? [];
    if (chosen.length === 0) continue;
    const fields = await readLevelFields(admin, level, chosen);
    const unseen = chosen.some(({ field }) => !field.includes('.') && !fields.seen.fields.has(field.toLowerCase()));
    const hidden = unseen ? await readHiddenFields(admin, fields) : undefined;
    grants.push(...readingGrants(chosen, fields, hidden === undefined || hidden.told === 'not' ? [] : hidden.fields));
  }
  return grants;
}
