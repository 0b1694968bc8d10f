import { idOf } from '../ids.ts';
import type { Documents } from '../types.ts';
import type { SandboxLicence } from './sandbox-licences.ts';

interface Stamps {
  readonly id: string;
  readonly createdBy: string;
  readonly createdDate: string;
  readonly lastModifiedBy: string;
  readonly lastModifiedDate: string;
}

/** What is copied, and how: asked for once, and again with each refresh. */
export interface SandboxWish {
  readonly sandboxName: string;
  readonly licenseType: SandboxLicence;
  readonly description: string | null;
  readonly autoActivate: boolean;
  readonly copyChatter: boolean;
  readonly historyDays: number;
  readonly features: string | null;
  /** The sandbox that is cloned; the production org itself when there is none. */
  readonly sourceId: string | null;
  /** The public group whose members may log in. */
  readonly activationUserGroupId: string | null;
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_sandboxinfo.htm */
export interface SandboxInfo extends Stamps, SandboxWish {}

export type ProcessStatus =
  | 'Pending'
  | 'Pending Activation'
  | 'Activating'
  | 'Completed'
  | 'Discarding'
  | 'Discarded'
  | 'Stopped'
  | 'Deleted';

/** https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_sandboxprocess.htm */
export interface SandboxProcess extends Stamps, SandboxWish {
  readonly infoId: string;
  readonly status: ProcessStatus;
  readonly copyProgress: number;
  /** 15 characters, once it is known. */
  readonly sandboxOrganization: string | null;
  readonly startDate: string | null;
  readonly endDate: string | null;
  readonly activatedDate: string | null;
  readonly activatedBy: string | null;
  /** It is not the first one of its sandbox. */
  readonly isRefresh: boolean;
}

const kinds = { info: 'sandbox-info', process: 'sandbox-process', serial: 'sandbox-serial' } as const;

/** Kinds of documents that a sandbox does not take over from its production org. */
export const sandboxDocuments: readonly string[] = Object.values(kinds);

/** The sandboxes of a production org, and what became of each copy. */
export interface SandboxBook {
  /** The oldest first. */
  infos(): readonly SandboxInfo[];
  info(id: string): SandboxInfo | undefined;
  processes(): readonly SandboxProcess[];
  putInfo(info: SandboxInfo): void;
  dropInfo(id: string): void;
  putProcess(process: SandboxProcess): void;
  nextId(prefix: '0GQ' | '0GR'): string;
}

const sameId = (one: string, other: string): boolean => one.slice(0, 15) === other.slice(0, 15);

export function sandboxBook(documents: Documents): SandboxBook {
  const all = <T extends Stamps>(kind: string): readonly T[] =>
    documents
      .all<T>(kind)
      .map(({ value }) => value)
      .toSorted((one, other) => (one.id < other.id ? -1 : 1));
  return {
    infos: () => all<SandboxInfo>(kinds.info),
    info: (id) => all<SandboxInfo>(kinds.info).find((info) => sameId(info.id, id)),
    processes: () => all<SandboxProcess>(kinds.process),
    putInfo: (info) => documents.put(kinds.info, info.id, info),
    dropInfo: (id) => documents.delete(kinds.info, id),
    putProcess: (process) => documents.put(kinds.process, process.id, process),
    nextId(prefix) {
      const serial = (documents.get<number>(kinds.serial, prefix) ?? 0) + 1;
      documents.put(kinds.serial, prefix, serial);
      return idOf(prefix, serial);
    },
  };
}
