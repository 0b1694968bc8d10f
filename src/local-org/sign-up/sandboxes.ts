import { isOn } from '../engine/access/org-preferences.ts';
import { type SandboxProcess, sandboxBook } from '../engine/sandbox/sandbox-book.ts';
import { sandboxApiRequests, sandboxLicences } from '../engine/sandbox/sandbox-licences.ts';
import type { RunningOrg } from '../running-org.ts';
import type { Bureau } from './desk.ts';
import type { SignUpOptions } from './sign-up-options.ts';
import { signUpWaits } from './sign-up-waits.ts';

/**
 * The sandboxes of a production org. Each process copies the org that it names; a sandbox lives as long as its
 * SandboxInfo, and a refresh puts another org in its place.
 * https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_sandboxprocess.htm
 */
export function sandboxes(options: SignUpOptions): Bureau {
  const { engine, house, moved, end, report } = options;
  const book = sandboxBook(engine.documents);
  const now = (): string => engine.clock.now().toISOString();
  const mine = (): readonly RunningOrg[] =>
    house.list().filter(({ origin }) => origin?.kind === 'sandbox' && origin.by === engine.organizationId);
  const orgOf = (infoId: string): RunningOrg | undefined => mine().find(({ origin }) => origin?.request === infoId);
  const sourceOf = ({ sourceId }: SandboxProcess): RunningOrg | undefined =>
    sourceId === null ? house.find(engine.organizationId) : orgOf(sourceId);
  const imageName = ({ id }: SandboxProcess): string => `refresh-${id}`;

  /** Copies at once, or keeps what is to be copied until somebody activates it. */
  function begin(process: SandboxProcess): void {
    const started = { ...process, startDate: process.startDate ?? now(), copyProgress: 100 };
    const source = sourceOf(process);
    if (source === undefined) {
      book.putProcess({ ...started, status: 'Stopped', endDate: now() });
    } else if (process.isRefresh && !process.autoActivate) {
      source.snapshot(imageName(process));
      book.putProcess({ ...started, status: 'Pending Activation' });
    } else activate(started, source, source.image());
  }

  function activate(process: SandboxProcess, source: RunningOrg, image: Uint8Array): void {
    const before = orgOf(process.infoId);
    if (before !== undefined) end(before);
    const org = house.create(wanted(process, source, image));
    book.putProcess({
      ...process,
      status: 'Completed',
      sandboxOrganization: org.organizationId.slice(0, 15),
      endDate: now(),
      activatedDate: process.isRefresh ? now() : null,
    });
  }

  function wanted(process: SandboxProcess, source: RunningOrg, image: Uint8Array): Parameters<typeof house.create>[0] {
    const { rows, dataStorageMb, tracksSource } = sandboxLicences[process.licenseType];
    const suffix = `.${process.sandboxName.toLowerCase()}`;
    const { activationUserGroupId: group, createdBy: askedBy } = process;
    const copy = {
      image,
      rows,
      usernameSuffix: suffix,
      askedBy,
      ...(group === null ? {} : { group }),
    };
    return {
      name: freeName(process.sandboxName),
      kind: 'sandbox',
      edition: source.edition,
      licences: source.licences,
      copy,
      administrator: `${source.administrator}${suffix}`,
      sourceTracking: tracksSource && isOn(engine.documents, 'sandboxTracking'),
      dailyApiRequests: sandboxApiRequests,
      ...(dataStorageMb === undefined ? {} : { dataStorageMb }),
      clockMoved: moved(),
      origin: { kind: 'sandbox', by: engine.organizationId, request: process.infoId },
    };
  }

  /** The sandbox's own name, unless another org of the server goes by it. */
  function freeName(name: string): string {
    for (let number = 1; ; number++) {
      const free = number === 1 ? name : `${name} ${number}`;
      if (house.find(free) === undefined && free.toLowerCase() !== 'first') return free;
    }
  }

  /** Does what was decided about a copy that waited. */
  function decide(process: SandboxProcess): void {
    const source = sourceOf(process);
    const image = imageName(process);
    const stays = process.status === 'Activating';
    if (stays && source !== undefined) activate(process, source, source.image(image));
    else book.putProcess({ ...process, status: stays ? 'Stopped' : 'Discarded', endDate: now() });
    source?.dropSnapshot(image);
  }

  /** A sandbox that was there, and was thrown away behind the back of its production org. */
  function forget(infoId: string): void {
    const copies = book.processes().filter((process) => process.infoId === infoId);
    if (copies.at(-1)?.status !== 'Completed') return;
    for (const process of copies) book.putProcess({ ...process, status: 'Deleted' });
    book.dropInfo(infoId);
  }

  return {
    objects: new Set(['SandboxInfo', 'SandboxProcess']),
    work() {
      for (const org of mine()) if (book.info(org.origin?.request ?? '') === undefined) end(org);
      for (const { id } of book.infos()) if (orgOf(id) === undefined) forget(id);
      const waiting = book.processes().filter(({ status }) => isOpen.has(status));
      if (waiting.length === 0 || signUpWaits(options)) return;
      for (const process of waiting) {
        try {
          if (process.status === 'Pending') begin(process);
          else decide(process);
        } catch (error) {
          report(`the copy for the sandbox ${process.sandboxName} failed`, error);
          book.putProcess({ ...process, status: 'Stopped', endDate: now() });
        }
      }
    },
    nextDue: () => Number.POSITIVE_INFINITY,
  };
}

const isOpen: ReadonlySet<string> = new Set(['Pending', 'Activating', 'Discarding']);
