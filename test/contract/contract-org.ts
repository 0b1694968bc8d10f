import { setTimeout as wait } from 'node:timers/promises';
import type { StartOptions } from '../../src/local-org/index.ts';
import type { OrgControl } from '../../src/local-org/org-control.ts';
import { openTestOrg } from '../support/local-org.ts';

/**
 * What not every org offers: `open-login`, a login page that lets a program in without a person at the screen;
 * `jwt-app`, a client whose private key the tests hold; `control`, the other end of the org: its clock, what it has
 * used, which rows are taken, and what it was bought as.
 */
export type Capability = 'open-login' | 'jwt-app' | 'control';

/** What an org is to be, where the tests may say so. */
export type Wanted = Pick<StartOptions, 'edition' | 'kind' | 'devHub' | 'licences' | 'dataStorageMb'>;

const alias = process.env['HEAP_SF_TEST_ORG'];

/** What the org of this run offers. A real org is one that `sf` knows by alias, signed in as an administrator. */
export const capabilities: ReadonlySet<Capability> = new Set(
  alias === undefined ? ['open-login', 'jwt-app', 'control'] : [],
);

/** Milliseconds that one question may take: a deployment into a real org waits its turn. */
export const patience = alias === undefined ? 60_000 : 900_000;

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: an answer's shape is what the cases are about
  readonly json: any;
}

export interface Sent {
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ContractOrg {
  readonly url: string;
  /** The newest version that the org lists, `67.0`. */
  readonly version: string;
  token(): string;
  /** Only where the org offers `jwt-app`. */
  readonly jwt: { readonly clientId: string; readonly privateKeyFile: string; readonly username: string } | undefined;
  /** Only where the org offers `control`. */
  readonly control: OrgControl | undefined;
  /** A path without a slash before it is below the data API of the newest version; a text is sent as CSV. */
  call(method: string, path: string, body?: unknown, sent?: Sent): Promise<Reply>;
  /** Has something undone when the org is closed; what was made last goes first. */
  later(undo: () => Promise<unknown>): void;
  close(): Promise<void>;
}

interface Access {
  readonly url: string;
  readonly token: () => string;
  readonly jwt?: ContractOrg['jwt'];
  readonly control?: OrgControl;
  readonly close: () => Promise<void>;
}

export async function openContractOrg(wanted: Wanted = {}): Promise<ContractOrg> {
  const { url, token, jwt, control, close } = alias === undefined ? await localAccess(wanted) : await realAccess(alias);
  const undoing: (() => Promise<unknown>)[] = [];
  const listed = (await (await fetch(`${url}/services/data`)).json()) as { readonly version: string }[];
  const version = listed.at(-1)?.version ?? '';

  return {
    url,
    version,
    token,
    jwt,
    control,
    async call(method, path, body, sent = {}) {
      const address = path.startsWith('/') ? `${url}${path}` : `${url}/services/data/v${version}/${path}`;
      const authorization = `Bearer ${sent.token ?? token()}`;
      const response = await fetch(address, {
        method,
        redirect: 'manual',
        headers: { authorization, ...typeOf(body), ...sent.headers },
        ...(body === undefined ? {} : { body: bodyOf(body) }),
      });
      const text = await response.text();
      const isJson = /^application\/json/.test(response.headers.get('content-type') ?? '') && text !== '';
      return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined };
    },
    later: (undo) => undoing.push(undo),
    async close() {
      const troubles: unknown[] = [];
      for (const undo of undoing.reverse()) await undo().catch((trouble: unknown) => troubles.push(trouble));
      await close();
      if (troubles.length > 0) throw new AggregateError(troubles, 'Not all was cleared away.');
    },
  };
}

async function localAccess(wanted: Wanted): Promise<Access> {
  const org = await openTestOrg(wanted);
  return {
    url: org.url,
    token: () => org.accessToken(),
    control: org.control,
    jwt: { ...org.jwt, privateKeyFile: org.jwt.privateKeyFile, username: 'admin@heap.local' },
    close: () => org.close(),
  };
}

async function realAccess(aliasOrUsername: string): Promise<Access> {
  process.env['SF_DISABLE_LOG_FILE'] ??= 'true';
  const { Org } = await import('@salesforce/core');
  const org = await Org.create({ aliasOrUsername });
  await org.refreshAuth();
  const { accessToken, instanceUrl } = org.getConnection();
  if (!accessToken) throw new Error(`sf has no access token for ${aliasOrUsername}; sign in again.`);
  return { url: instanceUrl.replace(/\/+$/, ''), token: () => accessToken, close: async () => undefined };
}

function typeOf(body: unknown): Readonly<Record<string, string>> {
  if (body === undefined || body instanceof FormData) return {};
  if (body instanceof URLSearchParams) return { 'content-type': 'application/x-www-form-urlencoded' };
  return { 'content-type': typeof body === 'string' ? 'text/csv' : 'application/json' };
}

function bodyOf(body: unknown): string | FormData | URLSearchParams {
  if (typeof body === 'string' || body instanceof FormData || body instanceof URLSearchParams) return body;
  return JSON.stringify(body);
}

/** Looks until there is an end to see; an org of this machine is there at the first or second look. */
export async function until<T>(look: () => Promise<T>, isOver: (seen: T) => boolean): Promise<T> {
  for (let looks = 0; ; looks++) {
    const seen = await look();
    if (isOver(seen)) return seen;
    if (looks > 1) await wait(1000);
  }
}

/** A query as a path. */
export const soql = (text: string): string => `query?q=${encodeURIComponent(text)}`;

/** Status and body of an answer. */
export const said = ({ status, json }: Reply): unknown => [status, json];

/** Status and the code of the first error. */
export const coded = ({ status, json }: Reply): unknown => [status, json?.[0]?.errorCode];
