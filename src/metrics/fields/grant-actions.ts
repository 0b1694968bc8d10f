import type { Org } from '../../salesforce/org.ts';
import { METRIC_SETS } from '../usage-objects.ts';

/** The code of a grant in a permission set that the org does not have, or does not show. */
export const NO_PERMISSION_SET = 'NO_PERMISSION_SET';

interface Grant {
  readonly permissionSet: string;
  readonly object: string;
  readonly field: string;
  readonly edit: boolean;
  readonly code: string;
}

/** How access that we could not grant is granted: who can, and which clicks, one entry for each permission set and object. */
export function grantActions(grants: readonly Grant[], refusedTo: Pick<Org, 'username' | 'alias'>): string[] {
  if (grants.length === 0) return [];
  const { username, alias } = refusedTo;
  const org = alias === undefined ? '' : ` -o ${alias}`;
  const absent = grants.filter(({ code }) => code === NO_PERMISSION_SET);
  const refused = grants.filter(({ code }) => code !== NO_PERMISSION_SET);
  const names = [...new Set(absent.map(({ permissionSet }) => permissionSet))].join(' and ');
  return [
    ...(absent.length === 0
      ? []
      : [
          `The org has no permission set ${names}, or ${username} may not see it. Set-up brings and assigns it: heap-sf setup${org}`,
        ]),
    ...(refused.length === 0
      ? []
      : [
          `${username} may not grant field access. An admin with "Manage Profiles and Permission Sets" can:`,
          ...clicks(refused),
        ]),
    `Or, with such an admin signed in to sf as ALIAS: heap-sf metrics apply${org} --admin-org ALIAS`,
    'Run metrics apply once more in the end: it checks what is there and does the rest.',
  ];
}

function clicks(grants: readonly Grant[]): string[] {
  const groups = [...Map.groupBy(grants, ({ permissionSet, object }) => `${permissionSet} ${object}`).values()];
  return groups.flatMap((together) => {
    const [first] = together;
    if (!first) return [];
    const label = METRIC_SETS.find(({ permissionSet }) => permissionSet === first.permissionSet)?.label;
    const fields = together.map(({ field }) => field).join(', ');
    return [
      `Setup > Permission Sets > ${label ?? first.permissionSet} > Object Settings > ${first.object} > Edit: tick Read${first.edit ? ' and Edit' : ''} for ${fields}.`,
    ];
  });
}
