import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { closeOrg, connectOrg } from '../../src/salesforce/connect.ts';
import { type CreditSink, creditsInMemory } from '../../src/salesforce/credits.ts';
import type { Org } from '../../src/salesforce/org.ts';

export interface Asked {
  readonly method: string;
  /** Path and query, the version left out: `/services/data/query?q=…`. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text as it is; anything else as JSON. */
  readonly body?: unknown;
}

/** What to say to `METHOD /path`; a list is said one after another, its last for ever. */
export type Script = Readonly<Record<string, Answer | readonly Answer[] | ((asked: Asked) => Answer | 'hang-up')>>;

export interface ScriptedOrg {
  readonly url: string;
  readonly asked: Asked[];
  /** Requests whose path begins so. */
  askedFor(start: string): readonly Asked[];
  connect(options?: { credits?: CreditSink; accessToken?: string }): Promise<Org>;
  close(): Promise<void>;
}

export const token = '00Dxx0000000001!AQ.secretSecretSecretSecret';

const signIn: Script = {
  'GET /services/data': { body: [{ version: '59.0' }, { version: '66.0' }, { version: '65.0' }] },
  'GET /services/oauth2/userinfo': {
    body: { user_id: '005xx0000012345', organization_id: '00Dxx0000000001', preferred_username: 'ann@acme.example' },
  },
};

const company = {
  Id: '00Dxx0000000001',
  Name: 'Acme',
  OrganizationType: 'Enterprise Edition',
  IsSandbox: false,
  TrialExpirationDate: null,
};

/** A server that says what a test tells it to, for answers that no well-behaved org would give. */
export async function scriptedOrg(script: Script = {}): Promise<ScriptedOrg> {
  const asked: Asked[] = [];
  const lines: Script = { ...signIn, ...script };
  const said = new Map<string, number>();

  const server = createServer(async (request, response) => {
    const path = (request.url ?? '/').replace(/^\/services\/data\/v\d+\.0/, '/services/data');
    const one: Asked = { method: request.method ?? 'GET', path, headers: request.headers, body: await text(request) };
    asked.push(one);
    const answer = answerTo(one);
    if (answer === 'hang-up') {
      request.socket.destroy();
      return;
    }
    const body = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? null);
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers });
    response.end(answer.status === 204 ? undefined : body);
  });

  function answerTo(one: Asked): Answer | 'hang-up' {
    const plain = `${one.method} ${one.path.replace(/\?.*/s, '')}`;
    const line = lines[`${one.method} ${one.path}`] ?? lines[plain];
    if (typeof line === 'function') return line(one);
    if (Array.isArray(line)) {
      const place = said.get(plain) ?? 0;
      said.set(plain, place + 1);
      return line[Math.min(place, line.length - 1)];
    }
    if (line) return line as Answer;
    if (one.path.startsWith('/services/data/query?') && decodeURIComponent(one.path).includes('FROM Organization')) {
      return { body: { totalSize: 1, done: true, records: [company] } };
    }
    const body = [{ errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' }];
    return { status: 404, body };
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const orgs: Org[] = [];
  return {
    url,
    asked,
    askedFor: (start) => asked.filter(({ path }) => path.startsWith(start)),
    async connect({ credits = creditsInMemory({ perRun: 1000, perDay: 10_000 }), accessToken = token } = {}) {
      const target = { kind: 'token', instanceUrl: url, accessToken } as const;
      const org = await connectOrg({ target, credits, log: silentLog, clock: systemClock });
      orgs.push(org);
      return org;
    },
    async close() {
      await Promise.all(orgs.map(closeOrg));
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
