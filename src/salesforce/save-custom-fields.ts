import { z } from 'zod';
import type { CustomFieldSpec } from './custom-field.ts';
import { customFieldXml } from './custom-field-xml.ts';
import type { Org } from './org.ts';
import { reach } from './wire.ts';

export interface FieldName {
  readonly object: string;
  readonly name: string;
}

/** What became of one field. */
export type FieldOutcome =
  | { readonly status: 'done'; readonly object: string; readonly name: string }
  | {
      readonly status: 'refused';
      readonly object: string;
      readonly name: string;
      readonly code: string;
      readonly message: string;
    };

/** https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_createMetadata.htm */
const fieldsPerRequest = 10;

/** Creates fields, ten to a request; each answers for itself. A new field is visible to nobody until access is granted. */
export async function createCustomFields(
  org: Org,
  fields: readonly CustomFieldSpec[],
): Promise<readonly FieldOutcome[]> {
  return inTens(fields, async (ten) =>
    reach(org, 'create custom fields', async ({ metadata }) =>
      outcomes(ten, await metadata.create('CustomField', ten.map(customFieldXml))),
    ),
  );
}

/** Changes fields to what is given; what is left out keeps the platform's default, not the field's former setting. */
export async function updateCustomFields(
  org: Org,
  fields: readonly CustomFieldSpec[],
): Promise<readonly FieldOutcome[]> {
  return inTens(fields, async (ten) =>
    reach(org, 'change custom fields', async ({ metadata }) =>
      outcomes(ten, await metadata.update('CustomField', ten.map(customFieldXml))),
    ),
  );
}

/** Deletes fields with the values in them. The org keeps a deleted field for 15 days, and counts it so long. */
export async function deleteCustomFields(org: Org, fields: readonly FieldName[]): Promise<readonly FieldOutcome[]> {
  return inTens(fields, async (ten) =>
    reach(org, 'delete custom fields', async ({ metadata }) =>
      outcomes(ten, await metadata.delete('CustomField', ten.map(fullName))),
    ),
  );
}

const saveShape = z.array(
  z.object({
    fullName: z.string(),
    success: z.boolean(),
    errors: z.array(z.object({ statusCode: z.string().nullish(), message: z.string() })).nullish(),
  }),
);

/** Results come in the order of the fields that were sent. */
function outcomes(sent: readonly FieldName[], answer: unknown): readonly FieldOutcome[] {
  const results = saveShape.length(sent.length).parse(answer);
  return sent.map(({ object, name }, place) => {
    const { success, errors } = results[place]!;
    if (success) return { status: 'done', object, name };
    const problem = errors?.[0];
    const message = errors?.map((error) => error.message).join(' ') || 'refused without a reason';
    return { status: 'refused', object, name, code: problem?.statusCode ?? 'UNKNOWN_EXCEPTION', message };
  });
}

export function fullName({ object, name }: FieldName): string {
  return `${object}.${name}`;
}

export async function inTens<T, R>(
  all: readonly T[],
  send: (ten: readonly T[]) => Promise<readonly R[]>,
): Promise<readonly R[]> {
  const results: R[] = [];
  for (let from = 0; from < all.length; from += fieldsPerRequest) {
    results.push(...(await send(all.slice(from, from + fieldsPerRequest))));
  }
  return results;
}
