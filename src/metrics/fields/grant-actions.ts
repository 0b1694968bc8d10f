import type { Org } from '../../salesforce/org.ts';
import { METRIC_SETS } from '../usage-objects.ts';

interface Grant {
  readonly permissionSet: string;
  readonly object: string;
  readonly field: string;
  readonly edit: boolean;
}

/** How access that we could not grant is granted by hand: who can, and which clicks, one entry for each permission set and object. */
export function grantActions(grants: readonly Grant[], refusedTo: Pick<Org, 'username' | 'alias'>): string[] {
  if (grants.length === 0) return [];
  const groups = [...Map.groupBy(grants, ({ permissionSet, object }) => `${permissionSet} ${object}`).values()];
  const clicks = groups.flatMap((together) => {
    const [first] = together;
    if (!first) return [];
    const label = METRIC_SETS.find(({ permissionSet }) => permissionSet === first.permissionSet)?.label;
    const fields = together.map(({ field }) => field).join(', ');
    return [
      `Setup > Permission Sets > ${label ?? first.permissionSet} > Object Settings > ${first.object} > Edit: tick Read${first.edit ? ' and Edit' : ''} for ${fields}.`,
    ];
  });
  return [
    `${refusedTo.username} may not grant field access. An admin with "Manage Profiles and Permission Sets" can:`,
    ...clicks,
    `Or, with such an admin signed in to sf as ALIAS: heap-sf metrics apply${refusedTo.alias === undefined ? '' : ` -o ${refusedTo.alias}`} --admin-org ALIAS`,
    'Run metrics apply once more in the end: it checks what is there and does the rest.',
  ];
}
