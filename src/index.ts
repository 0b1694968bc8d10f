/** What a program may use: the local org, for tests of its own, and the names of the usage objects. */
export type { LocalOrg, StartOptions } from './local-org/index.ts';
export { startLocalOrg } from './local-org/index.ts';
