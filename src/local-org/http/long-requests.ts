import type { FastifyInstance } from 'fastify';
import { ApiError } from '../engine/api-error.ts';
import type { HostedOrgs } from '../hosted-org.ts';
import { orgOfRequest } from './org-of-request.ts';

/** The APIs whose requests count. */
const counted = /^\/services\/(?:data|soap|async|apexrest)\//i;

/**
 * Watches how many requests take twenty seconds or longer at the same time: as long as there are as many as the
 * org's edition bears, further ones are refused.
 * https://help.salesforce.com/s/articleView?id=000389067
 */
export function limitLongRequests(app: FastifyInstance, orgs: HostedOrgs): void {
  app.addHook('preHandler', async (request, reply) => {
    if (!counted.test(request.url)) return;
    const meter = orgOfRequest(request, orgs)?.meter;
    if (meter === undefined) return;
    if (meter.tooManyLong()) {
      const message = 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.';
      throw new ApiError(403, 'REQUEST_LIMIT_EXCEEDED', message);
    }
    meter.begins(request);
    reply.raw.once('close', () => meter.ends(request));
  });
}
