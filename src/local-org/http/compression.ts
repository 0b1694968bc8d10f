import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { createGunzip, createInflate, gzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { ApiError } from '../engine/api-error.ts';

const pack = promisify(gzip);

const unpackers: Readonly<Record<string, () => Readable & NodeJS.WritableStream>> = {
  gzip: createGunzip,
  deflate: createInflate,
};

/** Below this an answer does not gain by it. */
const worthPacking = 1024;

/**
 * Takes compressed bodies, and compresses answers for whoever accepts that. The largest body is measured unpacked.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/intro_rest_compression.htm
 */
export function addCompression(app: FastifyInstance): void {
  app.addHook('preParsing', async (request, _reply, payload) => {
    const coding = request.headers['content-encoding']?.trim().toLowerCase();
    if (coding === undefined || coding === 'identity') return payload;
    const open = Object.hasOwn(unpackers, coding) ? unpackers[coding] : undefined;
    if (open === undefined) {
      throw new ApiError(415, 'UNSUPPORTED_MEDIA_TYPE', `Content-Encoding ${coding} is not supported`);
    }
    const unpacked = Object.assign(open(), { receivedEncodedLength: 0 });
    payload.on('data', (chunk: Buffer) => {
      unpacked.receivedEncodedLength += chunk.length;
    });
    payload.on('error', (error) => unpacked.destroy(error));
    payload.pipe(unpacked);
    return unpacked;
  });
  app.addHook('onSend', async (request, reply, payload) => {
    if (typeof payload !== 'string' || payload.length < worthPacking) return payload;
    if (!/\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(String(request.headers['accept-encoding'] ?? '')))
      return payload;
    reply.header('content-encoding', 'gzip').header('vary', 'Accept-Encoding').removeHeader('content-length');
    return pack(payload, { level: 1 });
  });
}
