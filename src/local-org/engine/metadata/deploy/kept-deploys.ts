import { ApiError } from '../../api-error.ts';
import { to18 } from '../../ids.ts';
import type { Asking } from '../types.ts';
import type { DeployOptions, DeployResult } from './deploy-result.ts';

/** A deployment with what its work, or a later quick deploy of it, needs. */
export interface KeptDeploy {
  readonly result: DeployResult;
  readonly options: DeployOptions;
  /** Of the request, `67.0`. */
  readonly version: string;
  /** A small deployment is over when its status is first asked for; larger ones take their time. */
  readonly isSmall: boolean;
}

const kinds = { deploy: 'metadata/deploy', zip: 'metadata/deploy-zip', list: 'metadata/deploys' } as const;
/** Kinds of documents that belong to the org that was deployed to, and to no copy of it. */
export const deployDocuments: readonly string[] = Object.values(kinds);

const day = 86_400_000;

/** https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_deployRecentValidation.htm */
export const quickDeployDays = 10;
/** How long the platform shows a deployment. Not documented; believed. */
const keptDays = 30;

/** Ids of all deployments with their days, oldest first. */
type Listed = readonly { readonly id: string; readonly at: number }[];

/** Throws ApiError for an Id that no deployment has. */
export function findDeploy({ engine }: Asking, id: string): KeptDeploy {
  const kept = engine.documents.get<KeptDeploy>(kinds.deploy, to18(id));
  if (kept === undefined) throw new ApiError(404, 'INVALID_ID_FIELD', `invalid deployment id: ${id}`);
  return kept;
}

/** Notes a new deployment, and lets go of those that are too old to be shown. */
export function addDeploy(asking: Asking, kept: KeptDeploy): void {
  const now = asking.engine.clock.now().getTime();
  const listed = asking.engine.documents.get<Listed>(kinds.list, '') ?? [];
  const fresh = listed.filter(({ at }) => now - at <= keptDays * day);
  for (const { id, at } of listed) {
    if (now - at > quickDeployDays * day) dropZip(asking, id);
    if (now - at > keptDays * day) asking.engine.documents.delete(kinds.deploy, id);
  }
  asking.engine.documents.put(kinds.list, '', [...fresh, { id: kept.result.id, at: now }]);
  putDeploy(asking, kept);
}

/** Ids of the deployments that wait or are at work, oldest first. */
export function unfinished(asking: Asking): readonly string[] {
  const listed = asking.engine.documents.get<Listed>(kinds.list, '') ?? [];
  return listed.map(({ id }) => id).filter((id) => !findDeploy(asking, id).result.done);
}

export function putDeploy({ engine }: Asking, kept: KeptDeploy): void {
  engine.documents.put(kinds.deploy, kept.result.id, kept);
}

/** Keeps the zip of a deployment, in base64. */
export const keepZip = ({ engine }: Asking, id: string, zip: string): void => engine.documents.put(kinds.zip, id, zip);

export const zipOf = ({ engine }: Asking, id: string): string | undefined =>
  engine.documents.get<string>(kinds.zip, id);

export const dropZip = ({ engine }: Asking, id: string): void => engine.documents.delete(kinds.zip, id);

/** Lets go of the zips of all that is over: no validation before a deployment can be deployed after it. */
export function dropValidations(asking: Asking, except: string): void {
  const listed = asking.engine.documents.get<Listed>(kinds.list, '') ?? [];
  for (const { id } of listed) {
    if (id !== except && zipOf(asking, id) !== undefined && findDeploy(asking, id).result.done) dropZip(asking, id);
  }
}
