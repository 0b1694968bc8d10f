import { ApiError } from '../api-error.ts';
import { type SandboxInfo, type SandboxProcess, sandboxBook } from './sandbox-book.ts';
import { type SandboxLicence, sandboxesOf, sandboxLicences } from './sandbox-licences.ts';
import { type Asking, notListed, notSettable, type Sent, wishOf } from './sandbox-wish.ts';

const day = 24 * 3_600_000;

/**
 * Asks for a new sandbox; it is copied once the request is answered. Throws ApiError for what cannot be had.
 * https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_sandboxinfo.htm
 * The words for a name that is taken are Observed: https://github.com/forcedotcom/cli/issues/2627 Others are believed.
 */
export function createSandbox(asking: Asking, sent: Sent): string {
  const book = sandboxBook(asking.engine.documents);
  const wish = wishOf(asking, sent, undefined);
  const twin = book.infos().find(({ sandboxName }) => sandboxName.toLowerCase() === wish.sandboxName.toLowerCase());
  if (twin !== undefined) {
    const message = `duplicate value found: SandboxName duplicates value on record with id: ${twin.id.slice(0, 15)}`;
    throw new ApiError(400, 'DUPLICATE_VALUE', message, ['SandboxName']);
  }
  checkLicence(asking, wish.licenseType, undefined);
  const info: SandboxInfo = { id: book.nextId('0GQ'), ...stamps(asking), ...wish };
  asking.engine.transaction(() => {
    book.putInfo(info);
    book.putProcess(processOf(asking, info, false));
  });
  return info.id;
}

/** Asks for a sandbox to be copied anew. `false` when there is no such sandbox. Throws ApiError. */
export function refreshSandbox(asking: Asking, id: string, sent: Sent): boolean {
  const { engine, session } = asking;
  const book = sandboxBook(engine.documents);
  const before = book.info(id);
  if (before === undefined) return false;
  const wish = wishOf(asking, sent, before);
  if (wish.licenseType !== before.licenseType) checkLicence(asking, wish.licenseType, before.id);
  const last = book.processes().findLast(({ infoId }) => infoId === before.id);
  if (last !== undefined && !isOver(last))
    throw new ApiError(400, 'INVALID_STATUS', `The sandbox ${before.sandboxName} is being copied already.`, []);
  const next = Date.parse(last?.startDate ?? '') + sandboxLicences[wish.licenseType].refreshDays * day;
  if (next > engine.clock.now().getTime()) {
    const message = `The sandbox ${before.sandboxName} can be refreshed again on ${new Date(next).toISOString().slice(0, 10)}.`;
    throw new ApiError(400, 'LIMIT_EXCEEDED', message, []);
  }
  const now = engine.clock.now().toISOString();
  const info: SandboxInfo = { ...before, ...wish, lastModifiedBy: session.user.id, lastModifiedDate: now };
  engine.transaction(() => {
    book.putInfo(info);
    book.putProcess(processOf(asking, info, true));
  });
  return true;
}

/** Has a sandbox thrown away. `false` when there is none of that Id. */
export function deleteSandbox({ engine, session }: Asking, id: string): boolean {
  const book = sandboxBook(engine.documents);
  const info = book.info(id);
  if (info === undefined) return false;
  const now = engine.clock.now().toISOString();
  engine.transaction(() => {
    book.dropInfo(info.id);
    for (const process of book.processes().filter(({ infoId }) => infoId === info.id))
      book.putProcess({
        ...process,
        status: 'Deleted',
        lastModifiedBy: session.user.id,
        lastModifiedDate: now,
      });
  });
  return true;
}

/** Activates or discards a copy that waits for it. `false` when there is none of that Id. Throws ApiError. */
export function actOnProcess({ engine, session }: Asking, id: string, sent: Sent): boolean {
  const book = sandboxBook(engine.documents);
  const process = book.processes().find((one) => one.id.slice(0, 15) === id.slice(0, 15));
  if (process === undefined) return false;
  const { RefreshAction: action, ...rest } = sent;
  const other = Object.keys(rest)[0];
  if (other !== undefined) throw notSettable(other);
  if (action !== 'ACTIVATE' && action !== 'DISCARD') throw notListed('Refresh Action', action, 'RefreshAction');
  if (process.status !== 'Pending Activation')
    throw new ApiError(
      400,
      'INVALID_STATUS',
      `The sandbox ${process.sandboxName} does not wait for its activation.`,
      [],
    );
  book.putProcess({
    ...process,
    status: action === 'ACTIVATE' ? 'Activating' : 'Discarding',
    activatedBy: action === 'ACTIVATE' ? session.user.id : null,
    lastModifiedBy: session.user.id,
    lastModifiedDate: engine.clock.now().toISOString(),
  });
  return true;
}

const isOver = ({ status }: SandboxProcess): boolean =>
  status === 'Completed' || status === 'Discarded' || status === 'Stopped';

function processOf(asking: Asking, info: SandboxInfo, isRefresh: boolean): SandboxProcess {
  const { createdBy: _, createdDate: __, lastModifiedBy: ___, lastModifiedDate: ____, id: infoId, ...wish } = info;
  return {
    ...wish,
    id: sandboxBook(asking.engine.documents).nextId('0GR'),
    ...stamps(asking),
    infoId,
    status: 'Pending',
    copyProgress: 0,
    sandboxOrganization: null,
    startDate: null,
    endDate: null,
    activatedDate: null,
    activatedBy: null,
    isRefresh,
  };
}

function stamps({ engine, session }: Asking) {
  const now = engine.clock.now().toISOString();
  const by = session.user.id;
  return { createdBy: by, createdDate: now, lastModifiedBy: by, lastModifiedDate: now };
}

function checkLicence({ engine }: Asking, licence: SandboxLicence, except: string | undefined): void {
  const used = sandboxBook(engine.documents)
    .infos()
    .filter(({ licenseType, id }) => licenseType === licence && id !== except).length;
  if (used < sandboxesOf(engine.edition, licence)) return;
  throw new ApiError(400, 'LIMIT_EXCEEDED', `This organization has no ${licence} sandbox license available.`, []);
}
