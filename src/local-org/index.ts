export { idOf } from './engine/ids.ts';
export type { Seed } from './engine/new-org.ts';
export type { LocalOrg, StartOptions } from './local-org.ts';
export { startLocalOrg } from './local-org.ts';
export { FolderInUse, findLocalOrg } from './org-folder.ts';
export type { RunningOrg } from './running-org.ts';
