import { ApiError } from '../../api-error.ts';
import { author, nextId } from '../component-records.ts';
import { openPackageZip } from '../package/package-zip.ts';
import type { Asking } from '../types.ts';
import { needMetadataRight } from './apply.ts';
import type { DeployOptions, DeployResult } from './deploy-result.ts';
import { workDeploy } from './deploy-work.ts';
import {
  addDeploy,
  dropZip,
  findDeploy,
  type KeptDeploy,
  keepZip,
  putDeploy,
  quickDeployDays,
  unfinished,
  zipOf,
} from './kept-deploys.ts';

/** What a small deployment has at most, in files and in bytes that are unpacked. */
const small = { files: 500, unzipped: 8 * 2 ** 20 } as const;
/** A zip of so many characters is kept from the start, so that a deployment is gone on with after a restart. */
const smallZip = 2 ** 21;

/**
 * Takes a zip to be deployed or validated. It waits its turn as Pending, and is worked once the call is answered.
 * `zip` is in base64, `version` that of the request, as `67.0`.
 */
export function startDeploy(asking: Asking, zip: string, options: DeployOptions, version: string): DeployResult {
  needMetadataRight(asking);
  const bytes = Buffer.from(zip, 'base64');
  const { names, unzipped } = openPackageZip(bytes);
  const isSmall = names.length <= small.files && unzipped <= small.unzipped;
  const by = author(asking);
  const at = asking.engine.clock.now().toISOString();
  const result: DeployResult = {
    checkOnly: options.checkOnly,
    createdBy: by.id,
    createdByName: by.name,
    createdDate: at,
    done: false,
    id: nextId(asking, '0Af'),
    ignoreWarnings: options.ignoreWarnings,
    lastModifiedDate: at,
    numberComponentErrors: 0,
    numberComponentsDeployed: 0,
    numberComponentsTotal: 0,
    numberTestErrors: 0,
    numberTestsCompleted: 0,
    numberTestsTotal: 0,
    rollbackOnError: options.rollbackOnError,
    runTestsEnabled: options.testLevel !== undefined && options.testLevel !== 'NoTestRun',
    status: 'Pending',
    success: false,
  };
  const held = isHeld(asking, result.id);
  asking.engine.transaction(() => {
    addDeploy(asking, { result, options, version, isSmall });
    if (held || zip.length <= smallZip) keepZip(asking, result.id, zip);
  });
  if (!held) goOn(asking, result.id, bytes);
  return result;
}

/** The same from its start to its end, for whoever works on the org from within. */
export function deploy(asking: Asking, zip: Uint8Array, options: DeployOptions, version: string): DeployResult {
  const { id } = startDeploy(asking, Buffer.from(zip).toString('base64'), options, version);
  goOn(asking, id);
  asking.engine.background.finish(id);
  return findDeploy(asking, id).result;
}

/** Where a deployment stands; `undefined` details unless asked for. */
export function deployStatus(asking: Asking, id: string, includeDetails: boolean): DeployResult {
  const { details, ...result } = lookedAt(asking, id).result;
  return includeDetails && details !== undefined ? { ...result, details } : result;
}

/**
 * Deploys what was validated in the last ten days, under a new Id; a validation is good for one time, and only
 * while nothing else was deployed after it.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_deployRecentValidation.htm
 */
export function deployRecentValidation(asking: Asking, id: string, version: string): DeployResult {
  needMetadataRight(asking);
  const { options, result } = lookedAt(asking, id);
  const age = asking.engine.clock.now().getTime() - Date.parse(result.completedDate ?? '');
  const zip = zipOf(asking, result.id);
  // Without its tests a validation has not shown what a quick deploy skips.
  const untested = options.testLevel === 'NoTestRun';
  if (zip === undefined || !result.checkOnly || !result.success || untested || age > quickDeployDays * 86_400_000) {
    throw new ApiError(
      404,
      'INVALID_ID_FIELD',
      `The validation ${id} cannot be quick-deployed: it did not succeed with tests, was deployed or overtaken by another deployment, or has expired`,
    );
  }
  dropZip(asking, result.id);
  return startDeploy(asking, zip, { ...options, checkOnly: false }, version);
}

/**
 * Ends a deployment that waits, or asks one at work to stop before it changes anything.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_canceldeploy.htm
 */
export function cancelDeploy(asking: Asking, id: string): DeployResult {
  needMetadataRight(asking);
  const kept = findDeploy(asking, id);
  if (kept.result.done) {
    throw new ApiError(
      400,
      'INVALID_ID_FIELD',
      `The deployment ${id} has already completed and can no longer be canceled`,
    );
  }
  const by = author(asking);
  const atWork = kept.result.status !== 'Pending';
  const at = asking.engine.clock.now().toISOString();
  const result: DeployResult = {
    ...kept.result,
    canceledBy: by.id,
    canceledByName: by.name,
    lastModifiedDate: at,
    ...(atWork ? { status: 'Canceling' } : { status: 'Canceled', done: true, completedDate: at }),
  };
  putDeploy(asking, { ...kept, result });
  if (!atWork) dropZip(asking, result.id);
  return result;
}

/** Whether a deployment stands still because of a fault that is still there. */
function isWaiting({ engine }: Asking, { result }: KeptDeploy): boolean {
  return result.status === 'Pending' && engine.faults.all().some(({ fault }) => fault.kind === 'deploy-waits');
}

/** Whether this deployment waits for a fault to be taken away, which then sets it to work. */
function isHeld(asking: Asking, id: string): boolean {
  const { faults } = asking.engine;
  if (faults.isEmpty) return false;
  const met = faults.meet(['deploy-waits'], () => true);
  if (met === undefined) return false;
  faults.whenGone(met.id, () => {
    if (unfinished(asking).includes(id)) goOn(asking, id);
  });
  return true;
}

/** A deployment as it is found by whoever asks for it: small ones are worked by then, and no stopped one stands still. */
function lookedAt(asking: Asking, id: string): KeptDeploy {
  const kept = findDeploy(asking, id);
  if (kept.result.done || isWaiting(asking, kept)) return kept;
  goOn(asking, kept.result.id);
  if (kept.isSmall) asking.engine.background.finish(kept.result.id);
  return findDeploy(asking, id);
}

/** Sets a deployment to work in the name of whoever sent it, unless it is at work. */
function goOn(asking: Asking, id: string, zip?: Uint8Array): void {
  const { background } = asking.engine;
  if (background.has(id)) return;
  const session = asking.engine.session(findDeploy(asking, id).result.createdBy) ?? asking.session;
  background.start(id, workDeploy({ ...asking, session }, id, zip));
}
