import { type LocalOrg, type RunningOrg, type StartOptions, startLocalOrg } from '../../../src/local-org/index.ts';
import { data, soql } from '../http/caller.ts';

// biome-ignore lint/suspicious/noExplicitAny: rows as they come
type Row = any;

export interface Hub {
  readonly server: LocalOrg;
  call(method: string, path: string, body?: unknown): Promise<{ readonly status: number; readonly json: Row }>;
  rows(query: string): Promise<readonly Row[]>;
  /** Asks for a scratch org, and gives its request once it is answered. */
  signUp(wanted?: Readonly<Record<string, unknown>>): Promise<Row>;
  /** Trades the code of a request in, as a client does. */
  enter(request: Row): Promise<{ readonly status: number; readonly json: Row }>;
}

/** What `sf` sends of a plain definition. */
export const asSfAsks = {
  OrgName: 'Heap Usage',
  Edition: 'Developer',
  ConnectedAppConsumerKey: 'PlatformCLI',
  ConnectedAppCallbackUrl: 'http://localhost:1717/OauthRedirect',
};

/** A local Dev Hub: a production org, unless it is to be another. */
export async function openHub(options: StartOptions = {}): Promise<Hub> {
  return hubOf(await startLocalOrg({ kind: 'production', ...options }));
}

export function hubOf(server: LocalOrg, org: RunningOrg = server): Hub {
  async function call(method: string, path: string, body?: unknown) {
    const response = await fetch(path.startsWith('/') ? `${server.url}${path}` : `${server.url}${data}/${path}`, {
      method,
      headers: { authorization: `Bearer ${org.accessToken()}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, json: text === '' ? undefined : JSON.parse(text) };
  }
  const rows = async (query: string) => (await call('GET', soql(query))).json.records;

  return {
    server,
    call,
    rows,
    async signUp(wanted = {}) {
      const made = await call('POST', 'sobjects/ScratchOrgInfo', { ...asSfAsks, ...wanted });
      if (made.status !== 201) return made.json[0];
      for (;;) {
        const { json } = await call('GET', `sobjects/ScratchOrgInfo/${made.json.id}`);
        if (json.Status !== 'New') return json;
      }
    },
    async enter({ AuthCode, LoginUrl, ConnectedAppConsumerKey, ConnectedAppCallbackUrl }) {
      const words = {
        grant_type: 'authorization_code',
        code: AuthCode,
        client_id: ConnectedAppConsumerKey,
        redirect_uri: ConnectedAppCallbackUrl,
      };
      const response = await fetch(`${LoginUrl}/services/oauth2/token`, {
        method: 'POST',
        body: new URLSearchParams(words),
      });
      return { status: response.status, json: await response.json() };
    },
  };
}
