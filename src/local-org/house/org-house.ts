import type { EngineOptions } from '../engine/engine-options.ts';
import type { OrgOrigin, RunningOrg } from '../running-org.ts';

/** What a new org is to be; rows to begin with are none unless given. */
export interface NewOrg
  extends Pick<
    EngineOptions,
    | 'edition'
    | 'kind'
    | 'licences'
    | 'seed'
    | 'dataStorageMb'
    | 'people'
    | 'namespace'
    | 'country'
    | 'features'
    | 'devHub'
    | 'sourceTracking'
    | 'copy'
    | 'expires'
  > {
  /** What its people call it; no two orgs of a server have the same. */
  readonly name: string;
  /** What its Organization record calls it; its name unless given. */
  readonly organizationName?: string;
  /** After its users' names, as `.uat`; made of the name unless given. */
  readonly usernameSuffix?: string;
  readonly dailyApiRequests?: number;
  /** The user that its first token is for; the first of its people unless named. */
  readonly administrator?: string;
  /** Milliseconds that its clock is moved by from the start. */
  readonly clockMoved?: number;
  readonly origin?: OrgOrigin;
}

/** The further orgs of a server: made, found and thrown away while it runs. */
export interface OrgHouse {
  /** The first org, and then the others in the order in which they were made. */
  list(): readonly RunningOrg[];
  /** By Id, in either form, or by name in any case. */
  find(idOrName: string): RunningOrg | undefined;
  create(wanted: NewOrg): RunningOrg;
  /**
   * Ends an org and all that it asked for, at once; their files are gone when the promise resolves.
   * Throws a Mistake for the first org, which lives as long as its server, and for one that is not there.
   */
  delete(idOrName: string): Promise<void>;
  usernameTaken(username: string): boolean;
}
