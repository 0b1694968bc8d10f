import type { FastifyRequest } from 'fastify';
import { ApiError } from '../../engine/api-error.ts';
import { parseJson } from '../json-body.ts';
import { multipartParts } from '../multipart-parts.ts';

/** https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/create_job.htm */
const contentLimit = 100_000;

/** A character takes four bytes at most. */
const limits = { fileSize: 4 * contentLimit, files: 2, fields: 2 } as const;

/** The two parts of a multipart job, told apart by content type: the job as JSON, and its rows as CSV. */
export async function readMultipartJob(
  request: FastifyRequest,
): Promise<{ readonly job: unknown; readonly content: Buffer }> {
  let job: unknown;
  let content: Buffer | undefined;
  for (const { name, type, bytes } of await multipartParts(request, limits)) {
    if (type.startsWith('application/json') || name === 'job') job = parseJson(bytes.toString());
    else content = bytes;
  }
  if (content === undefined)
    throw new ApiError(400, 'CLIENTINPUTERROR', 'ClientInputError : The part with the job data is missing');
  if (content.toString().length > contentLimit) {
    throw new ApiError(
      400,
      'CLIENTINPUTERROR',
      'ClientInputError : The job data of a multipart request can be 100,000 characters at most',
    );
  }
  return { job, content };
}
