import { z } from 'zod';
import type { Fault, FaultKind, FaultOf } from '../../faults.ts';

const ofRequests = {
  nth: z.int().min(1).optional(),
  times: z.int().min(0).optional(),
  method: z.enum(['GET', 'POST']).optional(),
  path: z.string().regex(/^[/*]/, 'has to begin with a slash or a star').max(500).optional(),
  identity: z.string().min(1).max(500).optional(),
};

/** No line breaks: what is put into a header may not begin another one. */
const headers = z.record(
  z.string().regex(/^[A-Za-z0-9-]{1,80}$/, 'is no name of a header'),
  z.string().regex(/^[\x20-\x7e]{0,1000}$/, 'is no value of a header'),
);

/** What may be said of each fault. */
const faultForms: { readonly [K in FaultKind]: z.ZodType<FaultOf<K>> } = {
  answer: z.strictObject({
    kind: z.literal('answer'),
    status: z.int().min(400).max(599),
    message: z.string().max(2000).optional(),
    headers: headers.optional(),
    when: z.enum(['before', 'after']).optional(),
    ...ofRequests,
  }) as z.ZodType<FaultOf<'answer'>>,
  cut: z.strictObject({
    kind: z.literal('cut'),
    when: z.enum(['before', 'after', 'within']).optional(),
    ...ofRequests,
  }) as z.ZodType<FaultOf<'cut'>>,
  slow: z.strictObject({
    kind: z.literal('slow'),
    milliseconds: z.int().min(1).max(600_000),
    ...ofRequests,
  }) as z.ZodType<FaultOf<'slow'>>,
  hold: z.strictObject({ kind: z.literal('hold'), ...ofRequests }) as z.ZodType<FaultOf<'hold'>>,
  'refuse-gzip': z.strictObject({ kind: z.literal('refuse-gzip'), ...ofRequests }) as z.ZodType<FaultOf<'refuse-gzip'>>,
};

export const faultKinds = Object.keys(faultForms) as readonly FaultKind[];
const kindForm = z.object({ kind: z.enum(faultKinds as [FaultKind, ...FaultKind[]]) });

/** A fault as it came. Throws a ZodError that names what is wrong, and what there is to choose from. */
export function parseFault(body: unknown): Fault {
  const { kind } = kindForm.parse(body);
  return faultForms[kind].parse(body);
}
