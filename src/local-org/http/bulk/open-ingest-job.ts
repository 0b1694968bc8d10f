import { ApiError } from '../../engine/api-error.ts';
import type { IngestJob } from '../../engine/jobs/job.ts';
import { bulkObject, noHardDelete } from './bulk-object.ts';
import type { BulkAsk } from './bulk-route.ts';
import { parseNewJob } from './parse-new-job.ts';

/** A new job as it was asked for, refused if it could not be worked. */
export async function openIngestJob(ask: BulkAsk, asked: unknown): Promise<IngestJob> {
  const wanted = await parseNewJob('ingest', asked);
  const { operation, externalIdFieldName, lineEnding, columnDelimiter } = wanted;
  const { session, apiVersion, engine, org } = ask.entry;
  if (operation === 'hardDelete' && !session.can('BulkApiHardDelete')) {
    throw new ApiError(400, 'FEATURENOTENABLED', `FeatureNotEnabled : ${noHardDelete}`);
  }
  const object = bulkObject(ask.entry, wanted.object, operation, externalIdFieldName);
  if (wanted.assignmentRuleId !== undefined) throw noSuchRule(wanted.assignmentRuleId);
  const now = engine.clock.now().toISOString();
  return {
    kind: 'ingest',
    id: org.jobs.nextId(),
    createdById: session.user.id,
    createdDate: now,
    systemModstamp: now,
    apiVersion,
    state: 'Open',
    object,
    operation,
    ...(operation === 'upsert' && externalIdFieldName !== undefined ? { externalIdFieldName } : {}),
    lineEnding,
    columnDelimiter,
    processed: 0,
    failed: 0,
    milliseconds: 0,
    successBytes: 0,
    failureBytes: 0,
  };
}

/**
 * Rules assign cases and leads, and an org without these has none that could be named.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/create_job.htm
 * The words: not documented; believed.
 */
function noSuchRule(id: string): ApiError {
  return new ApiError(400, 'INVALIDJOB', `InvalidJob : Unable to find assignment rule: ${id}`);
}
