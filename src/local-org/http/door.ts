import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../engine/api-error.ts';
import type { Market } from '../engine/packages/market.ts';
import type { Engine, Session } from '../engine/types.ts';
import type { HostedOrg, HostedOrgs } from '../hosted-org.ts';
import type { RequestMeter } from './request-meter.ts';
import { checkVersion } from './versions.ts';

/** What a request may reach once it is let in. */
export interface Entry {
  readonly org: HostedOrg;
  /** All orgs of the server, for what reaches from one into another. */
  readonly orgs: HostedOrgs;
  readonly engine: Engine;
  readonly session: Session;
  /** The package versions that all orgs of the server can install. */
  readonly market: Market;
  /** As in the path, `67.0`; the newest when the path names none. */
  readonly apiVersion: string;
}

/** How every route gets to its org: who asks is known, may use the API, and has been counted. */
export interface Door {
  /** For REST: the token comes as `Authorization: Bearer`. Throws ApiError (401, 403, 410). */
  enter(request: FastifyRequest, reply: FastifyReply): Entry;
  /** For SOAP: the token comes in the envelope's SessionHeader. Throws ApiError alike. */
  enterWithToken(token: string | undefined, reply: FastifyReply): Entry;
  /** Throws ApiError (401) for a token that lets nobody in; counts nothing. */
  know(token: string | undefined): void;
  /** `http://localhost:PORT`, for the addresses that answers hold. */
  origin(): string;
  /** Has it logged, once, that somebody asks for what is not offered. */
  notOffered(what: string): void;
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm */
const sessionExpired = (): ApiError => new ApiError(401, 'INVALID_SESSION_ID', 'Session expired or invalid');
const apiDisabled = (): ApiError => new ApiError(403, 'API_CURRENTLY_DISABLED', 'API is disabled for this User');
/** Observed: https://salesforcedictionary.com/errors/api-disabled-for-org */
const noApi = (url: string): ApiError =>
  url.startsWith('/services/data')
    ? new ApiError(403, 'API_DISABLED_FOR_ORG', 'The REST API is not enabled for this Organization.')
    : new ApiError(403, 'API_DISABLED_FOR_ORG', 'API is not enabled for this Organization or Partner');
export const limitExceeded = (): ApiError =>
  new ApiError(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');

/** How much of the day's allocation is used, as each answer tells. */
export const usageOf = (meter: RequestMeter): string => `api-usage=${meter.used()}/${meter.max}`;

export function openDoor(
  orgs: HostedOrgs,
  market: Market,
  origin: () => string,
  notOffered: (what: string) => void,
): Door {
  function enterWithToken(token: string | undefined, reply: FastifyReply): Entry {
    const apiVersion = checkVersion(reply.request.url);
    const found = token === undefined ? undefined : orgs.byToken(token);
    if (found === undefined) throw sessionExpired();
    const { org, userId } = found;
    const session = org.engine.session(userId);
    if (session === undefined) throw sessionExpired();
    if (!org.engine.apiAccess) throw noApi(reply.request.url);
    if (!session.can('ApiEnabled')) throw apiDisabled();
    const counted = org.meter.count();
    // Every answer tells the org's own time: https://www.rfc-editor.org/rfc/rfc9110#name-date
    reply.header('Date', org.clock.now().toUTCString());
    reply.header('Sforce-Limit-Info', usageOf(org.meter));
    if (!counted) throw limitExceeded();
    return { org, orgs, engine: org.engine, session, market, apiVersion };
  }

  return {
    enter: (request, reply) => enterWithToken(bearerToken(request), reply),
    enterWithToken,
    know(token) {
      if (token === undefined || orgs.byToken(token) === undefined) throw sessionExpired();
    },
    origin,
    notOffered,
  };
}

/** `Bearer` is the documented word; `OAuth` is its older form, which clients still send. */
export function bearerToken(request: FastifyRequest): string | undefined {
  return /^(?:Bearer|OAuth)\s+(\S+)\s*$/i.exec(request.headers.authorization ?? '')?.[1];
}
