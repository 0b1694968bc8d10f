import type { FastifyInstance, FastifyRequest } from 'fastify';
import { hostnameOf, isLoopback, isLoopbackAddress } from '../../base/loopback.ts';
import { ApiError } from '../engine/api-error.ts';

/**
 * Refuses what was asked under another name than this machine's own: a web page whose name was pointed here
 * after it had been loaded would else be let through by its browser.
 */
export function checkHost(app: FastifyInstance): void {
  app.addHook('onRequest', async (request) => {
    if (isLoopback(hostnameOf(request.headers.host ?? ''))) return;
    throw new ApiError(403, 'FORBIDDEN', 'The local org answers under names of this machine only, such as localhost.');
  });
}

/**
 * Whether a request comes from this machine. By its socket: whatever else it says of where it comes from, it may have
 * made up.
 */
export function isHere({ headers, socket }: FastifyRequest): boolean {
  return isLoopbackAddress(socket.remoteAddress ?? '') && isLoopback(hostnameOf(headers.host ?? ''));
}
