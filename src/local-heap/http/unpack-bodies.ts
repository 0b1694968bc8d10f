import { createGunzip } from 'node:zlib';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { fitsPattern } from '../../base/star-pattern.ts';
import type { HeapFaults } from '../faults.ts';
import { Refused } from '../rules/refused.ts';

/**
 * Takes bodies that are packed by gzip, unless it was asked not to: no page of Heap's says whether it takes them, so
 * that a client has to cope with both. The largest body is measured unpacked. Believed.
 */
export function unpackBodies(app: FastifyInstance, faults: HeapFaults, acceptGzip: boolean): void {
  app.addHook('preParsing', async (request, _reply, payload) => {
    const coding = request.headers['content-encoding']?.trim().toLowerCase();
    if (coding === undefined || coding === 'identity') return payload;
    if (coding !== 'gzip' || !acceptGzip || meetsRefusal(faults, request))
      throw new Refused(415, `The Content-Encoding ${coding} is not supported.`);
    const unpacked = Object.assign(createGunzip(), { receivedEncodedLength: 0 });
    payload.on('data', (chunk: Buffer) => {
      unpacked.receivedEncodedLength += chunk.length;
    });
    payload.on('error', (error) => unpacked.destroy(error));
    payload.pipe(unpacked);
    return unpacked;
  });
}

function meetsRefusal(faults: HeapFaults, { url, method }: FastifyRequest): boolean {
  const path = url.split('?', 1)[0] ?? '';
  const met = faults.meet(
    ['refuse-gzip'],
    (fault) =>
      (fault.method === undefined || fault.method === method) &&
      (fault.path === undefined || fitsPattern(path, fault.path)),
  );
  return met !== undefined;
}
