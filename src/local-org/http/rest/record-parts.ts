import type { FastifyRequest } from 'fastify';
import { ApiError } from '../../engine/api-error.ts';
import { parseJson } from '../json-body.ts';
import { multipartParts } from '../multipart-parts.ts';
import { isObject } from './route.ts';

const limits = { fileSize: 39 * 2 ** 20, files: 3, fields: 3 } as const;

/**
 * A record whose large fields come as parts of their own: one part is the record as JSON, each other a field of it.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/dome_sobject_insert_update_blob.htm
 */
export async function recordOfParts(request: FastifyRequest): Promise<Readonly<Record<string, unknown>>> {
  let record: Readonly<Record<string, unknown>> | undefined;
  const files: Record<string, string> = {};
  for (const { name, type, isFile, bytes } of await multipartParts(request, limits)) {
    if (isFile && !type.startsWith('application/json')) {
      files[name] = bytes.toString('base64');
      continue;
    }
    const said = parseJson(bytes.toString());
    if (isObject(said)) record = said;
  }
  if (record === undefined)
    throw new ApiError(400, 'INVALID_MULTIPART_REQUEST', 'The request has no part with the record as JSON');
  return { ...record, ...files };
}
