import { ApiError } from '../../api-error.ts';
import { dropUnusedFiles, keepFile } from '../kept-files.ts';
import { openPackageZip } from '../package/package-zip.ts';
import { addToPackage } from '../package/packages.ts';
import { readPackage } from '../package/read-package.ts';
import type { Asking } from '../types.ts';
import { carryOut } from './carry-out.ts';
import type { DeployResult } from './deploy-result.ts';
import { dropValidations, dropZip, findDeploy, keepZip, putDeploy, zipOf } from './kept-deploys.ts';

const newestVersion = 68;

/**
 * A deployment from Pending to its end, in portions: reading the files can be left and gone on with,
 * and can be canceled; changing the org is one portion, in one transaction.
 * `sent` is the zip while it is at hand; a large one is not kept with the org before it is known what for.
 */
export function* workDeploy(asking: Asking, id: string, sent?: Uint8Array): Generator<void, void> {
  if (findDeploy(asking, id).result.done) return;
  update(asking, id, { status: 'InProgress', startDate: asking.engine.clock.now().toISOString() });
  const kept = sent === undefined ? zipOf(asking, id) : undefined;
  const zip = sent ?? (kept === undefined ? undefined : Buffer.from(kept, 'base64'));
  try {
    if (zip === undefined)
      throw new ApiError(500, 'UNKNOWN_EXCEPTION', 'The org was closed before this deployment began.');
    over(asking, id, (yield* deployed(asking, id, zip)) ?? { status: 'Canceled' }, zip);
  } catch (error) {
    over(asking, id, { status: 'Failed', success: false, ...troubleOf(error) });
  }
}

/** How the deployment ended; `undefined` when it was canceled on the way. */
function* deployed(asking: Asking, id: string, zip: Uint8Array): Generator<void, Partial<DeployResult> | undefined> {
  const { options, version } = findDeploy(asking, id);
  const reading = readPackage(openPackageZip(zip), { ...options, keepFile: (bytes) => keepFile(asking, bytes) });
  let step = reading.next();
  for (; step.done !== true; step = reading.next()) {
    if (findDeploy(asking, id).result.status === 'Canceling') return undefined;
    yield;
  }
  const pack = step.value;
  const written = pack.version ?? version;
  if (!/^\d+\.0$/.test(written) || Number(written) > newestVersion) {
    throw new ApiError(400, 'INVALID_TYPE', `Invalid version specified:${written}`);
  }
  const { rollbackOnError, checkOnly, purgeOnDelete } = options;
  // Production keeps what was deleted, whatever the option says: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_deploy.htm
  const purges = purgeOnDelete && asking.engine.kind !== 'production';
  const { failures, successes } = carryOut(
    { ...asking, purges, allowed: new Set() },
    pack,
    Number(written),
    (outcome) => checkOnly || (rollbackOnError && outcome.failures.length > 0),
  );
  const stays = !checkOnly && !(rollbackOnError && failures.length > 0);
  if (stays && pack.packageName !== undefined) addToPackage(asking, pack.packageName, successes);
  const components = successes.filter(({ componentType }) => componentType !== '').length;
  const failed = failures.length > 0;
  return {
    details: {
      componentFailures: failures,
      componentSuccesses: successes,
      runTestResult: { numFailures: 0, numTestsRun: 0, totalTime: 0 },
    },
    numberComponentErrors: failures.length,
    numberComponentsDeployed: components,
    numberComponentsTotal: components + failures.length,
    status: !failed ? 'Succeeded' : rollbackOnError || components === 0 ? 'Failed' : 'SucceededPartial',
    success: !failed,
  };
}

/** The zip of a validation that succeeded is kept for its quick deploy; a deployment ends all those before it. */
function over(asking: Asking, id: string, change: Partial<DeployResult>, zip?: Uint8Array): void {
  const { checkOnly } = findDeploy(asking, id).result;
  asking.engine.transaction(() => {
    if (checkOnly && change.success === true && zip !== undefined)
      keepZip(asking, id, Buffer.from(zip).toString('base64'));
    else dropZip(asking, id);
    if (!checkOnly && (change.numberComponentsDeployed ?? 0) > 0 && change.status !== 'Failed')
      dropValidations(asking, id);
    dropUnusedFiles(asking);
    update(asking, id, { ...change, done: true, completedDate: asking.engine.clock.now().toISOString() });
  });
}

function update(asking: Asking, id: string, change: Partial<DeployResult>): void {
  const kept = findDeploy(asking, id);
  const lastModifiedDate = asking.engine.clock.now().toISOString();
  putDeploy(asking, { ...kept, result: { ...kept.result, lastModifiedDate, ...change } });
}

/** A refusal of the whole deployment in its own words, and a defect in those that the platform has for its own. */
function troubleOf(error: unknown): Pick<DeployResult, 'errorMessage' | 'errorStatusCode'> {
  if (error instanceof ApiError) return { errorMessage: error.message, errorStatusCode: error.code };
  const said = error instanceof Error ? error.message : String(error);
  return { errorMessage: `An unexpected error occurred. ${said}`, errorStatusCode: 'UNKNOWN_EXCEPTION' };
}
