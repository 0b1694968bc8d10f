import { z } from 'zod';
import type { Fault, FaultKind, FaultOf } from '../../engine/faults.ts';
import { isId } from '../../engine/ids.ts';

const turn = {
  nth: z.int().min(1).optional(),
  times: z.int().min(0).optional(),
};

const ofRequests = {
  ...turn,
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD']).optional(),
  path: z.string().regex(/^[/*]/, 'has to begin with a slash or a star').max(500).optional(),
};

const ofJobs = {
  ...turn,
  object: z.string().min(1).max(80).optional(),
  operation: z.enum(['insert', 'update', 'upsert', 'delete', 'hardDelete']).optional(),
  jobId: z.string().refine(isId, 'is no Id').optional(),
};

const code = z.string().regex(/^[A-Za-z_]{1,80}$/, 'is no error code: letters and _ only');
const message = z.string().max(2000);
const rowsBefore = z.int().min(0);

/** No line breaks: what is put into a header may not begin another one. */
const headers = z.record(
  z.string().regex(/^[A-Za-z0-9-]{1,80}$/, 'is no name of a header'),
  z.string().regex(/^[\x20-\x7e]{0,1000}$/, 'is no value of a header'),
);

const most = { milliseconds: 10 * 60_000, ids: 10_000 } as const;

/** What may be said of each fault. */
export const faultForms: { readonly [K in FaultKind]: z.ZodType<FaultOf<K>> } = {
  answer: z.strictObject({
    kind: z.literal('answer'),
    status: z.int().min(400).max(599),
    code: code.optional(),
    message: message.optional(),
    headers: headers.optional(),
    when: z.enum(['before', 'after']).optional(),
    ...ofRequests,
  }) as z.ZodType<FaultOf<'answer'>>,
  cut: z.strictObject({
    kind: z.literal('cut'),
    when: z.enum(['before', 'after', 'within']).optional(),
    bytes: z.int().min(0).optional(),
    ...ofRequests,
  }) as z.ZodType<FaultOf<'cut'>>,
  slow: z.strictObject({
    kind: z.literal('slow'),
    milliseconds: z.int().min(1).max(most.milliseconds),
    ...ofRequests,
  }) as z.ZodType<FaultOf<'slow'>>,
  hold: z.strictObject({ kind: z.literal('hold'), ...ofRequests }) as z.ZodType<FaultOf<'hold'>>,
  'job-fails': z.strictObject({
    kind: z.literal('job-fails'),
    afterRows: rowsBefore.optional(),
    message: message.optional(),
    ...ofJobs,
  }) as z.ZodType<FaultOf<'job-fails'>>,
  'job-aborts': z.strictObject({
    kind: z.literal('job-aborts'),
    afterRows: rowsBefore.optional(),
    ...ofJobs,
  }) as z.ZodType<FaultOf<'job-aborts'>>,
  'job-waits': z.strictObject({
    kind: z.literal('job-waits'),
    afterRows: rowsBefore.optional(),
    ...ofJobs,
  }) as z.ZodType<FaultOf<'job-waits'>>,
  'job-refuses-rows': z.strictObject({
    kind: z.literal('job-refuses-rows'),
    rows: z.array(z.int().min(1)).max(most.ids).optional(),
    every: z.int().min(1).optional(),
    code: code.optional(),
    message: message.optional(),
    ...ofJobs,
  }) as z.ZodType<FaultOf<'job-refuses-rows'>>,
  'lock-rows': z.strictObject({
    kind: z.literal('lock-rows'),
    ids: z.array(z.string().refine(isId, 'is no Id')).min(1).max(most.ids),
  }),
  'deploy-waits': z.strictObject({ kind: z.literal('deploy-waits') }),
  'sign-up-waits': z.strictObject({ kind: z.literal('sign-up-waits') }),
  'app-not-installed': z.strictObject({
    kind: z.literal('app-not-installed'),
    clientId: z.string().min(1).max(255).optional(),
  }) as z.ZodType<FaultOf<'app-not-installed'>>,
  'app-not-approved': z.strictObject({
    kind: z.literal('app-not-approved'),
    clientId: z.string().min(1).max(255).optional(),
    username: z.string().min(1).max(255).optional(),
  }) as z.ZodType<FaultOf<'app-not-approved'>>,
};

const kinds = Object.keys(faultForms) as readonly FaultKind[];
const kindForm = z.object({ kind: z.enum(kinds as [FaultKind, ...FaultKind[]]) });

/** A fault as it came. Throws a ZodError that names what is wrong, and what there is to choose from. */
export function parseFault(body: unknown): Fault {
  const { kind } = kindForm.parse(body);
  return faultForms[kind].parse(body);
}

export const faultKinds = kinds;
