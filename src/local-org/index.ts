export type { Seed } from './engine/engine.ts';
export { idOf } from './engine/ids.ts';
export type { LocalOrg, StartOptions } from './local-org.ts';
export { startLocalOrg } from './local-org.ts';
export { FolderInUse, findLocalOrg } from './org-folder.ts';
