import type { Settings } from '../config/settings.ts';

/** How a person names the org in a command; each part is empty where nothing need be said. */
export interface Named {
  /** ` -e staging`, or ` -o heap-sync`. */
  readonly option: string;
  /** The same for commands of `sf`: ` -o heap-sync`. */
  readonly inSf: string;
  /** ` --admin-org ADMIN`, where no admin is known by themselves. */
  readonly admin: string;
}

export function namedBy({ target, admin, flags }: Pick<Settings, 'target' | 'admin' | 'flags'>): Named {
  const { environment, targetOrg } = flags;
  const org = target.kind === 'alias' ? target.alias : targetOrg;
  return {
    option: environment !== undefined ? ` -e ${environment}` : org !== undefined ? ` -o ${org}` : '',
    inSf: target.kind === 'alias' ? ` -o ${target.alias}` : '',
    admin: target.kind === 'local' || admin !== undefined ? '' : ' --admin-org ADMIN',
  };
}

/** What brings the permission sets and assigns them. */
export function setupCommand({ option, admin }: Named): string {
  return `Set-up grants it: heap-sf setup${option}${admin}`;
}

/** What deploys the objects as source, with the permission sets. */
export function deployCommand({ option, admin }: Named): string {
  return `Set-up deploys it: heap-sf setup${option}${admin}`;
}

/** The same for the fields of metrics. */
export function applyCommand({ option, admin }: Named): string {
  return `heap-sf metrics apply${option}${admin}`;
}

/** The clicks to a checkbox of a permission set for an object. */
export function objectClicks(permissionSet: string, object: string, tick: string): string {
  return `Setup > Permission Sets > ${permissionSet} > Object Settings > ${object} > Edit: tick ${tick}.`;
}

export function systemClicks(permission: string): string {
  return `Setup > Permission Sets > Heap Connecting User > System Permissions > Edit: tick ${permission}.`;
}
