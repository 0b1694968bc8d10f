import { readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { DeployResult, FileResponse, MetadataApiDeployStatus } from '@salesforce/source-deploy-retrieve';
import { z } from 'zod';
import { Mistake } from '../base/errors.ts';
import { type Progress, silentProgress } from '../base/progress.ts';
import type { Org } from './org.ts';
import { wireOf } from './org-wire.ts';
import { lookUntil } from './patience.ts';
import { toRefusal } from './refusals.ts';
import { loadSourceDeploy } from './sdk.ts';

export interface DeployRequest {
  /** The folder of sfdx-project.json. */
  readonly projectFolder: string;
  /** Folders or files of source, absolute or relative to the project's folder. */
  readonly paths: readonly string[];
  readonly progress?: Progress;
  /** Checks only; changes nothing. */
  readonly dryRun?: boolean;
  readonly atMostMs?: number;
  readonly signal?: AbortSignal;
}

export interface DeployedComponent {
  /** `CustomObject`, `PermissionSet`, … */
  readonly type: string;
  readonly fullName: string;
  readonly state: 'created' | 'changed' | 'unchanged' | 'deleted' | 'failed';
  readonly problem?: string;
  /** File and place that the problem is about, relative to the project's folder. */
  readonly at?: { readonly file: string; readonly line?: number; readonly column?: number };
}

export interface DeployOutcome {
  readonly status: 'deployed' | 'partly' | 'failed';
  /** `0Af…`. */
  readonly id: string;
  readonly components: readonly DeployedComponent[];
  /** Why the deploy failed as a whole, when no component is to blame. */
  readonly problem?: string;
}

/** Deploys source folders with source-deploy-retrieve, all or nothing, and waits for the end. */
export async function deploySource(org: Org, request: DeployRequest): Promise<DeployOutcome> {
  const wire = wireOf(org);
  const at = { doing: 'take the deploy', instanceUrl: org.instanceUrl, alias: org.alias };
  try {
    return await wire.http.run(() => deploy(org, request));
  } catch (error) {
    throw toRefusal(error, at);
  }
}

async function deploy(org: Org, request: DeployRequest): Promise<DeployOutcome> {
  const progress = request.progress ?? silentProgress;
  const { ComponentSet, DeployResult: Result } = await loadSourceDeploy();
  const components = ComponentSet.fromSource(request.paths.map((path) => resolve(request.projectFolder, path)));
  components.projectDirectory = request.projectFolder;
  components.apiVersion = org.apiVersion;
  components.sourceApiVersion = await sourceVersion(request.projectFolder, org.apiVersion);
  if (components.getSourceComponents().toArray().length === 0) throw nothingToDeploy(request);

  const usernameOrConnection = await wireOf(org).core();
  const job = await components.deploy({
    usernameOrConnection,
    apiOptions: { rollbackOnError: true, singlePackage: true, checkOnly: request.dryRun ?? false },
  });
  const look = async () => {
    const status = await job.checkStatus();
    progress.update(`${status.numberComponentsDeployed} of ${status.numberComponentsTotal} components`);
    return status.done ? status : undefined;
  };
  const status = await lookUntil(look, { atMostMs: request.atMostMs ?? 3_600_000, signal: request.signal });
  if (status === undefined) throw stillUnderWay(job.id);
  return outcomeOf(new Result(status, components), status, request.projectFolder);
}

const projectShape = z.object({ sourceApiVersion: z.string().optional() });

/** The version that the source is written for; an older org is told its own newest. */
async function sourceVersion(projectFolder: string, newest: string): Promise<string> {
  const text = await readFile(join(projectFolder, 'sfdx-project.json'), 'utf8').catch(() => '{}');
  const { sourceApiVersion = newest } = projectShape.parse(JSON.parse(text));
  return Number(sourceApiVersion) < Number(newest) ? sourceApiVersion : newest;
}

/** How each state of a whole deploy ends for us. The others are of deploys under way. */
const statuses: Readonly<Partial<Record<string, DeployOutcome['status']>>> = {
  Succeeded: 'deployed',
  SucceededPartial: 'partly',
};

function outcomeOf(result: DeployResult, status: MetadataApiDeployStatus, projectFolder: string): DeployOutcome {
  const components = new Map<string, DeployedComponent>();
  for (const response of result.getFileResponses()) {
    const component = componentOf(response, projectFolder);
    // A component of several files is reported once for each.
    components.set(`${component.type} ${component.fullName} ${component.problem ?? ''}`, component);
  }
  return {
    status: statuses[status.status] ?? 'failed',
    id: status.id,
    components: [...components.values()],
    ...(status.errorMessage ? { problem: status.errorMessage } : {}),
  };
}

function componentOf(response: FileResponse, projectFolder: string): DeployedComponent {
  const { type, fullName, filePath } = response;
  if (!('error' in response)) return { type, fullName, state: states[response.state] };
  const { error: problem, lineNumber: line, columnNumber: column } = response;
  const place = { ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) };
  return {
    type,
    fullName,
    state: 'failed',
    problem,
    ...(filePath === undefined
      ? {}
      : { at: { file: relative(projectFolder, resolve(projectFolder, filePath)), ...place } }),
  };
}

const states: Readonly<Record<Exclude<FileResponse['state'], 'Failed'>, DeployedComponent['state']>> = {
  Created: 'created',
  Changed: 'changed',
  Unchanged: 'unchanged',
  Deleted: 'deleted',
};

function nothingToDeploy(request: DeployRequest): Mistake {
  return new Mistake({
    trouble: 'source',
    message: `There is no Salesforce source in ${request.paths.join(', ')}.`,
    actions: ['Name folders that hold objects, permissionsets and the like.'],
    facts: { projectFolder: request.projectFolder, paths: request.paths },
  });
}

function stillUnderWay(id: string | undefined): Mistake {
  return new Mistake({
    trouble: 'busy',
    message: `Deploy ${id} is still under way in the org.`,
    actions: ['See how it ends: Setup, Deployment Status. Then run this again.'],
    facts: { id },
  });
}
