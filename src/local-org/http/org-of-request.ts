import type { FastifyRequest } from 'fastify';
import type { HostedOrg, HostedOrgs } from '../hosted-org.ts';
import { bearerToken } from './door.ts';
import { sessionIdIn } from './soap/session-id.ts';

/** The org that a request is for, good token or not; the first one when it names none. */
export function orgOfRequest(request: FastifyRequest, orgs: HostedOrgs): HostedOrg | undefined {
  for (const token of tokensIn(request)) {
    const org = orgs.namedBy(token) ?? orgs.all().find(({ tokens }) => tokens.refreshGrantOf(token) !== undefined);
    if (org !== undefined) return org;
  }
  return orgs.all()[0];
}

/** Where clients put tokens: the header, that of Bulk API 1.0, a form's words, and an envelope's SessionHeader. */
function* tokensIn(request: FastifyRequest): Generator<string> {
  const bearer = bearerToken(request);
  if (bearer !== undefined) yield bearer;
  const session = request.headers['x-sfdc-session'];
  if (typeof session === 'string') yield session;
  const { body } = request;
  if (typeof body === 'string') {
    const inEnvelope = sessionIdIn(body);
    if (inEnvelope !== undefined) yield inEnvelope;
  } else if (typeof body === 'object' && body !== null) {
    for (const word of ['refresh_token', 'token', 'access_token'] as const) {
      const value: unknown = (body as Readonly<Record<string, unknown>>)[word];
      if (typeof value === 'string') yield value;
    }
  }
}
