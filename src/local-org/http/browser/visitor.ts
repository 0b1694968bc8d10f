import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../../engine/api-error.ts';
import type { Session } from '../../engine/types.ts';
import type { HostedOrg, HostedOrgs } from '../../hosted-org.ts';
import { type Html, html } from './html.ts';

/** Whom a browser is logged in as. */
export interface Visitor {
  readonly org: HostedOrg;
  readonly session: Session;
  /** What a form must bring along, so that no other page can have sent it. */
  readonly confirmation: string;
}

/** The name that Salesforce gives to the cookie of a session; its value is an access token. */
const cookieName = 'sid';

export function visitorOf(request: FastifyRequest, orgs: HostedOrgs): Visitor | undefined {
  const token = cookieOf(request);
  const found = token === undefined ? undefined : orgs.byToken(token);
  const session = found?.org.engine.session(found.userId);
  if (token === undefined || found === undefined || session === undefined) return undefined;
  return { org: found.org, session, confirmation: confirmationOf(token) };
}

/** Logs a browser in. A link on another site's page finds it logged in; a form of one does not. */
export function letIn(reply: FastifyReply, org: HostedOrg, userId: string, username: string): void {
  const token = org.tokens.accessToken(userId, username, '');
  reply.header('set-cookie', `${cookieName}=${token}; Path=/; HttpOnly; SameSite=Lax`);
}

/** The token itself goes on: the programs that the user is logged in with hold it too. */
export function letOut(reply: FastifyReply): void {
  reply.header('set-cookie', `${cookieName}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0`);
}

/** Throws ApiError (403) for a form that another site's page sent. */
export function checkOrigin({ headers }: FastifyRequest): void {
  if (headers.origin === undefined || URL.parse(headers.origin)?.host === headers.host) return;
  throw new ApiError(403, 'FORBIDDEN', 'This form was sent by a page of another site.');
}

/** Throws ApiError (403) for a form that was not shown to this visitor. */
export function checkConfirmation({ confirmation }: Visitor, said: string | undefined): void {
  if (said === confirmation) return;
  throw new ApiError(403, 'FORBIDDEN', 'This form is of another session. Go back, load the page again, and retry.');
}

/** Goes into each form of a visitor. */
export const confirmationField = ({ confirmation }: Visitor): Html =>
  html`<input type="hidden" name="_CONFIRMATIONTOKEN" value="${confirmation}">`;

export const headerFor = ({ org, session }: Visitor): Html =>
  html`<header><span>${nameOf(org)}</span><span>${session.user.username}</span></header>`;

export function nameOf({ engine }: HostedOrg): string {
  const [row] = engine.find('Organization', ['Name'], { Id: engine.organizationId });
  return `${row?.['Name'] ?? 'Local org'} (${engine.organizationId.slice(0, 15)})`;
}

const confirmationOf = (token: string): string => createHash('sha256').update(`form ${token}`).digest('base64url');

function cookieOf({ headers }: FastifyRequest): string | undefined {
  for (const pair of headers.cookie?.split(';') ?? []) {
    const [name, ...value] = pair.trim().split('=');
    if (name === cookieName) return value.join('=');
  }
  return undefined;
}
