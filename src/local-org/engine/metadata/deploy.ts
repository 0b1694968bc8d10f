import { ApiError } from '../api-error.ts';
import { to18 } from '../ids.ts';
import { needMetadataRight } from './apply.ts';
import { carryOut } from './carry-out.ts';
import { author, nextId } from './component-records.ts';
import type { DeployOptions, DeployResult } from './deploy-result.ts';
import { openPackageZip } from './package-zip.ts';
import { isReadable, readPackage } from './read-package.ts';
import type { Asking } from './types.ts';

/** A deployment with what a later quick deploy of it needs. */
interface KeptDeploy {
  readonly result: DeployResult;
  readonly options: DeployOptions;
  /** Kept for validations that succeeded, in base64. */
  readonly zip?: string;
}

const kind = 'metadata/deploy';
const quickDeployDays = 10;
const newestVersion = 68;

/** Deploys a zip, or validates it; done when it returns. `version` is that of the request, as `67.0`. */
export function deploy(asking: Asking, zip: Uint8Array, options: DeployOptions, version: string): DeployResult {
  needMetadataRight(asking);
  const pack = readPackage(openPackageZip(zip, isReadable), options);
  const written = pack.version ?? version;
  if (!/^\d+\.0$/.test(written) || Number(written) > newestVersion) {
    throw new ApiError(400, 'INVALID_TYPE', `Invalid version specified:${written}`);
  }
  const started = asking.engine.clock.now().toISOString();
  const { failures, successes } = carryOut(
    asking,
    pack,
    Number(written),
    (outcome) => options.checkOnly || (options.rollbackOnError && outcome.failures.length > 0),
  );
  const by = author(asking);
  const completed = asking.engine.clock.now().toISOString();
  const components = successes.filter(({ componentType }) => componentType !== '').length;
  const status =
    failures.length === 0 ? 'Succeeded' : options.rollbackOnError || components === 0 ? 'Failed' : 'SucceededPartial';
  const result: DeployResult = {
    checkOnly: options.checkOnly,
    completedDate: completed,
    createdBy: by.id,
    createdByName: by.name,
    createdDate: started,
    details: {
      componentFailures: failures,
      componentSuccesses: successes,
      runTestResult: { numFailures: 0, numTestsRun: 0, totalTime: 0 },
    },
    done: true,
    id: nextId(asking, '0Af'),
    ignoreWarnings: options.ignoreWarnings,
    lastModifiedDate: completed,
    numberComponentErrors: failures.length,
    numberComponentsDeployed: components,
    numberComponentsTotal: components + failures.length,
    numberTestErrors: 0,
    numberTestsCompleted: 0,
    numberTestsTotal: 0,
    rollbackOnError: options.rollbackOnError,
    runTestsEnabled: options.testLevel !== undefined && options.testLevel !== 'NoTestRun',
    startDate: started,
    status,
    success: failures.length === 0,
  };
  keep(asking, {
    result,
    options,
    ...(options.checkOnly && result.success ? { zip: Buffer.from(zip).toString('base64') } : {}),
  });
  return result;
}

/** How a deployment ended; `undefined` details unless asked for. */
export function deployStatus(asking: Asking, id: string, includeDetails: boolean): DeployResult {
  const { details, ...result } = find(asking, id).result;
  return includeDetails ? { ...result, details: details! } : result;
}

/**
 * Deploys what was validated in the last ten days, under a new Id; a validation is good for one time.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_deployRecentValidation.htm
 */
export function deployRecentValidation(asking: Asking, id: string, version: string): DeployResult {
  needMetadataRight(asking);
  const { zip, options, result } = find(asking, id);
  const age = asking.engine.clock.now().getTime() - new Date(result.completedDate).getTime();
  if (zip === undefined || age > quickDeployDays * 86_400_000) {
    throw new ApiError(
      404,
      'INVALID_ID_FIELD',
      `The validation ${id} cannot be quick-deployed: it did not succeed, was deployed, or has expired`,
    );
  }
  const deployed = deploy(asking, Buffer.from(zip, 'base64'), { ...options, checkOnly: false }, version);
  keep(asking, { result, options });
  return deployed;
}

/** Deployments are over when their request is, so that there is never one to cancel. */
export function cancelDeploy(asking: Asking, id: string): never {
  needMetadataRight(asking);
  find(asking, id);
  throw new ApiError(
    400,
    'INVALID_ID_FIELD',
    `The deployment ${id} has already completed and can no longer be canceled`,
  );
}

function find({ engine }: Asking, id: string): KeptDeploy {
  const kept = engine.documents.get<KeptDeploy>(kind, to18(id));
  if (kept === undefined) throw new ApiError(404, 'INVALID_ID_FIELD', `invalid deployment id: ${id}`);
  return kept;
}

const keep = ({ engine }: Asking, kept: KeptDeploy): void => engine.documents.put(kind, kept.result.id, kept);
