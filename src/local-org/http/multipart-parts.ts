import type { FastifyRequest } from 'fastify';
import { ApiError } from '../engine/api-error.ts';

/** One part of a multipart request, whole. */
export interface MultipartPart {
  readonly name: string;
  readonly type: string;
  readonly isFile: boolean;
  readonly bytes: Buffer;
}

/** What a multipart request may hold: bytes of one file, and how many of each. */
interface PartLimits {
  readonly fileSize: number;
  readonly files: number;
  readonly fields: number;
}

/** The parts of a small multipart request. A form that breaks off, or has no boundary, is the client's mistake. */
export async function multipartParts(request: FastifyRequest, limits: PartLimits): Promise<readonly MultipartPart[]> {
  const parts: MultipartPart[] = [];
  try {
    for await (const part of request.parts({ limits })) {
      const isFile = part.type === 'file';
      const bytes = isFile ? await part.toBuffer() : Buffer.from(asText(part.value));
      parts.push({ name: part.fieldname, type: part.mimetype, isFile, bytes });
    }
  } catch (error) {
    // What the plugin refuses has a code, by which it is answered; what the parser cannot read has none.
    if (!(error instanceof Error) || 'code' in error) throw error;
    throw new ApiError(400, 'INVALID_MULTIPART_REQUEST', `The multipart request cannot be read: ${error.message}`);
  }
  return parts;
}

/** A part of type application/json is parsed already. */
function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
