import { z } from 'zod';
import type { CustomFieldSpec } from './custom-field.ts';
import { customFieldXml } from './custom-field-xml.ts';
import type { Org } from './org.ts';
import { reach } from './wire.ts';

/** A field of an org, as its metadata has it, whether or not the connected user may read it. */
export interface CustomFieldMetadata {
  readonly object: string;
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly helpText: string;
  /** Metadata API's name of the type, which may be one that we do not make. */
  readonly type: string;
  readonly precision?: number;
  readonly scale?: number;
  readonly length?: number;
  readonly trackHistory: boolean;
  readonly securityClassification?: string;
}

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

/** Reads fields, ten to a request; those that do not exist are left out. */
export async function readCustomFields(
  org: Org,
  fields: readonly FieldName[],
): Promise<readonly CustomFieldMetadata[]> {
  return inTens(fields, async (ten) =>
    reach(org, 'read custom fields', async ({ metadata }) => {
      const records = z.array(z.unknown()).parse(await metadata.read('CustomField', ten.map(fullName)));
      return records
        .map((record) => fieldOf(recordShape.safeParse(record).data))
        .filter((field) => field !== undefined);
    }),
  );
}

/** The custom fields of an object, and whether it keeps their history. */
export interface ObjectFields {
  readonly enableHistory: boolean;
  /** All custom fields, whoever may see them. */
  readonly fields: readonly CustomFieldMetadata[];
}

/**
 * All custom fields of an object in one request; undefined when the org has no such object. Metadata shows what field
 * access hides.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/customobject.htm
 */
export async function readObjectFields(org: Org, object: string): Promise<ObjectFields | undefined> {
  const [found] = await readFieldsOfObjects(org, [object]);
  return found;
}

/** The same of several objects, ten at most, in one request and in their order. */
export async function readFieldsOfObjects(
  org: Org,
  objects: readonly string[],
): Promise<readonly (ObjectFields | undefined)[]> {
  return reach(org, `read the fields of ${objects.join(' and ')}`, async ({ metadata }) => {
    const records = z.array(z.unknown()).parse(await metadata.read('CustomObject', [...objects]));
    // One that is not there comes back as an empty record.
    const found = records.flatMap((record) => objectShape.safeParse(record).data ?? []);
    return objects.map((object) => {
      const own = found.find(({ fullName }) => fullName.toLowerCase() === object.toLowerCase());
      return own && objectFieldsOf(object, own);
    });
  });
}

function objectFieldsOf(object: string, found: z.infer<typeof objectShape>): ObjectFields {
  const fields = found.fields.flatMap((field) => {
    const { data } = recordShape.safeParse({ ...field, fullName: `${object}.${field.fullName}` });
    // Standard fields come along where something is set on them.
    return data === undefined || !/__c$/i.test(data.fullName) ? [] : (fieldOf(data) ?? []);
  });
  return { enableHistory: found.enableHistory ?? false, fields };
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

/** A field that does not exist comes back as an empty record. */
const recordShape = z.object({
  fullName: z.string().regex(/^\w+\.\w+$/),
  label: z.string().nullish(),
  description: z.string().nullish(),
  inlineHelpText: z.string().nullish(),
  type: z.string().nullish(),
  precision: z.coerce.number().nullish(),
  scale: z.coerce.number().nullish(),
  length: z.coerce.number().nullish(),
  trackHistory: z.boolean().nullish(),
  securityClassification: z.string().nullish(),
});

const objectShape = z.object({
  fullName: z.string(),
  enableHistory: z.boolean().nullish(),
  fields: z.array(z.looseObject({ fullName: z.string() })).default([]),
});

function fieldOf(record: z.infer<typeof recordShape> | undefined): CustomFieldMetadata | undefined {
  if (record === undefined) return undefined;
  const [object, name] = record.fullName.split('.') as [string, string];
  const { precision, scale, length, securityClassification } = record;
  return {
    object,
    name,
    label: record.label ?? '',
    description: record.description ?? '',
    helpText: record.inlineHelpText ?? '',
    type: record.type ?? '',
    ...(precision == null ? {} : { precision }),
    ...(scale == null ? {} : { scale }),
    ...(length == null ? {} : { length }),
    trackHistory: record.trackHistory ?? false,
    ...(securityClassification ? { securityClassification } : {}),
  };
}

function fullName({ object, name }: FieldName): string {
  return `${object}.${name}`;
}

async function inTens<T, R>(
  all: readonly T[],
  send: (ten: readonly T[]) => Promise<readonly R[]>,
): Promise<readonly R[]> {
  const results: R[] = [];
  for (let from = 0; from < all.length; from += fieldsPerRequest) {
    results.push(...(await send(all.slice(from, from + fieldsPerRequest))));
  }
  return results;
}
