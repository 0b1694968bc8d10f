import type { FastifyRequest } from 'fastify';
import { ApiError } from '../../engine/api-error.ts';

/** https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/create_job.htm */
const contentLimit = 100_000;

/** The two parts of a multipart job, told apart by content type: the job as JSON, and its rows as CSV. */
export async function readMultipartJob(
  request: FastifyRequest,
): Promise<{ readonly job: unknown; readonly content: Buffer }> {
  let job: unknown;
  let content: Buffer | undefined;
  for await (const part of request.parts({ limits: { fileSize: 4 * contentLimit + 1 } })) {
    const bytes = part.type === 'file' ? await part.toBuffer() : Buffer.from(asText(part.value));
    if (part.mimetype.startsWith('application/json') || part.fieldname === 'job') job = parseJson(bytes.toString());
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

/** A part of type application/json is parsed already. */
function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError(400, 'JSON_PARSER_ERROR', 'The job is not valid JSON');
  }
}
