import type { Target } from '../config/settings.ts';

/** How a person names the org in a command. */
export interface Named {
  /** ` -o heap-sync`, or nothing where the org has no alias. */
  readonly option: string;
  readonly isLocal: boolean;
}

export function namedBy(target: Target): Named {
  return { option: target.kind === 'alias' ? ` -o ${target.alias}` : '', isLocal: target.kind === 'local' };
}

/** What brings the permission sets and assigns them. */
export function setupCommand({ option, isLocal }: Named): string {
  return `Set-up grants it: heap-sf setup${option}${isLocal ? '' : ' --admin-org ADMIN'}`;
}

/** What deploys the objects as source, with the permission sets. */
export function deployCommand({ option, isLocal }: Named): string {
  return `Set-up deploys it: heap-sf setup${option}${isLocal ? '' : ' --admin-org ADMIN'}`;
}

/** The same for the fields of metrics. */
export function applyCommand({ option, isLocal }: Named): string {
  return `heap-sf metrics apply${option}${isLocal ? '' : ' --admin-org ADMIN'}`;
}

/** The clicks to a checkbox of a permission set for an object. */
export function objectClicks(permissionSet: string, object: string, tick: string): string {
  return `Setup > Permission Sets > ${permissionSet} > Object Settings > ${object} > Edit: tick ${tick}.`;
}

export function systemClicks(permission: string): string {
  return `Setup > Permission Sets > Heap Connecting User > System Permissions > Edit: tick ${permission}.`;
}
