import { z } from 'zod';
import { placeOfKept } from './kept-path.ts';
import type { FieldDeedRecord, MadeFieldRecord } from './types/field.ts';
import type { AcceptedSnapshot, JobRecord } from './types/job.ts';
import type { KnownOrg } from './types/ledger.ts';
import { RUN_KINDS, type RunRecord } from './types/run.ts';

const moment = z.string().transform((text) => new Date(text));
const count = z.number().int().nonnegative();

function json<T extends z.ZodType>(schema: T) {
  return z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(schema);
}

const countsSchema = z.object({
  input: count,
  accepted: count,
  rejected: count,
  unprocessed: count,
  unchanged: count,
  removed: count.optional(),
});

const reachSchema = z.object({ events: count, users: count, matched: count, daysBehind: count.optional() });

const environment = z.enum(['production', 'sandbox', 'scratch', 'developer']);

const crossingSchema = z.object({
  org: environment,
  heap: z.enum(['development', 'production']),
  appId: z.string(),
});

const errorSchema = z.object({
  name: z.string(),
  message: z.string(),
  trouble: z.string().optional(),
  code: z.string().optional(),
  interrupted: z.literal(true).optional(),
});

const runRow = z.object({
  id: z.string(),
  kind: z.enum(RUN_KINDS),
  org_id: z.string(),
  org_name: z.string(),
  status: z.enum(['running', 'done', 'partly', 'failed']),
  pid: z.number(),
  as_of: moment.nullable(),
  started: moment,
  ended: moment.nullable(),
  counts: json(countsSchema).nullable(),
  reach: json(reachSchema).nullable(),
  error: json(errorSchema).nullable(),
  crossing: json(crossingSchema).nullable(),
  credits: json(z.record(z.string(), count)),
});

/** Run rows with their credits by kind in one column of JSON. */
export const RUN_COLUMNS = `run.*, (
  SELECT json_group_object(kind, credits) FROM
    (SELECT kind, sum(credits) AS credits FROM credit WHERE credit.run_id = run.id GROUP BY kind ORDER BY kind)
) AS credits`;

export function runOf(row: unknown): RunRecord {
  const { org_id, org_name, as_of, ended, counts, reach, error, crossing, ...rest } = runRow.parse(row);
  return {
    ...rest,
    orgId: org_id,
    orgName: org_name,
    ...(as_of && { asOf: as_of }),
    ...(ended && { ended }),
    ...(counts && { counts: withoutUndefined(counts) }),
    ...(reach && { reach: withoutUndefined(reach) }),
    ...(error && { error: withoutUndefined(error) }),
    ...(crossing && { crossing }),
  };
}

const jobRow = z.object({
  org_id: z.string(),
  job_id: z.string(),
  run_id: z.string(),
  object: z.string(),
  operation: z.string(),
  way: z.enum(['bulk', 'collections']),
  row_count: count,
  file: z.string().nullable(),
  stage: z.enum(['created', 'uploaded', 'closed', 'settled', 'dropped']),
  state: z.string().nullable(),
  created: moment,
  changed: moment,
});

export function jobOf(folder: string, row: unknown): JobRecord {
  const { org_id, job_id, run_id, row_count, file, state, ...rest } = jobRow.parse(row);
  return {
    ...rest,
    orgId: org_id,
    jobId: job_id,
    runId: run_id,
    rows: row_count,
    ...(file !== null && { file: placeOfKept(folder, file) }),
    ...(state !== null && { state }),
  };
}

export const rejectedRow = z.object({ object: z.string(), code: z.string(), row_count: count, file: z.string() });

const acceptedRow = z.object({
  org_id: z.string(),
  object: z.string(),
  file: z.string(),
  changes: z.string().nullable(),
  row_count: count,
  run_id: z.string(),
  accepted: moment,
});

export function acceptedOf(folder: string, row: unknown): AcceptedSnapshot {
  const { org_id, row_count, run_id, file, changes, ...rest } = acceptedRow.parse(row);
  return {
    ...rest,
    file: placeOfKept(folder, file),
    ...(changes !== null && { changes: placeOfKept(folder, changes) }),
    orgId: org_id,
    rows: row_count,
    runId: run_id,
  };
}

const deedRow = z.object({
  object: z.string(),
  field: z.string(),
  metric: z.string(),
  deed: z.string(),
  detail: z.string().nullable(),
});

export function deedOf(row: unknown): FieldDeedRecord {
  const { detail, ...rest } = deedRow.parse(row);
  return { ...rest, ...(detail !== null && { detail }) };
}

const madeRow = z.object({
  object: z.string(),
  field: z.string(),
  metric: z.string(),
  label: z.string(),
  help_text: z.string(),
  type: z.string(),
  history: z.number(),
  access: json(z.array(z.string())),
  run_id: z.string(),
  made: moment,
});

export function madeFieldOf(row: unknown): MadeFieldRecord {
  const { help_text, history, run_id, ...rest } = madeRow.parse(row);
  return { ...rest, helpText: help_text, history: history === 1, runId: run_id };
}

export const spentRow = z.object({
  hour: z.string(),
  run_id: z.string(),
  run_kind: z.enum(RUN_KINDS).nullable(),
  kind: z.string(),
  credits: count,
});

export const allocationRow = z.object({
  org_id: z.string(),
  org_name: z.string(),
  used: count,
  allowed: count,
  read: moment,
});

type Present<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(value: T): Present<T> {
  return Object.fromEntries(Object.entries(value).filter(([, cell]) => cell !== undefined)) as Present<T>;
}

const knownOrgRow = z.object({ org_id: z.string(), environment, company: z.string() });

export function knownOrgOf(row: unknown): KnownOrg {
  const { org_id, environment, company } = knownOrgRow.parse(row);
  return { organizationId: org_id, environment, name: company };
}
