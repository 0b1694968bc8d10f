import { z } from 'zod';
import type { Org } from './org.ts';
import { type FieldName, fullName, inTens } from './save-custom-fields.ts';
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
