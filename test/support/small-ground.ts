import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { LOCAL_ADMIN, localOrgFolder } from '../../src/context/local-org.ts';
import { type LocalOrg, startLocalOrg } from '../../src/local-org/index.ts';
import { closeOrg, connectOrg } from '../../src/salesforce/connect.ts';
import { creditsInMemory } from '../../src/salesforce/credits.ts';
import type { Org } from '../../src/salesforce/org.ts';
import { queryAll } from '../../src/salesforce/query.ts';
import { type Answer, openTerminal, type Terminal } from './heap-sf.ts';
import type { PlainRow } from './plain-export.ts';

/** A session of a Heap user at a moment, as `2026-06-29T12:00:00Z`. */
export interface SmallVisit {
  readonly user: number;
  readonly time: string;
  /** A property of the session. */
  readonly version?: string;
}

/** What a configuration may say beside its source and metrics. */
export interface SmallConfig {
  readonly join?: string;
  readonly more?: string;
  /** Whose sessions are counted; both unless told. */
  readonly levels?: readonly ('account' | 'contact')[];
  /** Further metrics, each a line. */
  readonly metrics?: readonly string[];
}

export interface UsageRow {
  readonly Id: string;
  readonly record: string;
  readonly lookup: string | null;
  readonly sessions: number | null;
}

/** A handful of accounts and contacts in a local org, and a handful of Heap users, all to be changed as a test likes. */
export interface SmallGround {
  readonly terminal: Terminal;
  readonly local: LocalOrg;
  /** The org as its admin. */
  readonly admin: Org;
  readonly folder: string;
  configure(config?: SmallConfig): Promise<void>;
  /** Users with their properties, and when they had a session. */
  heap(users: readonly PlainRow[], visits: readonly SmallVisit[]): Promise<void>;
  make(object: string, fields: Readonly<Record<string, unknown>>): string;
  update(object: string, fields: Readonly<Record<string, unknown>> & { readonly Id: string }): void;
  remove(object: string, id: string): void;
  undelete(object: string, id: string): void;
  /** Joins one record into another, as the button in Salesforce does. */
  merge(object: 'Account' | 'Contact', master: string, loser: string): Promise<void>;
  /** Usage rows by the record that they are about. */
  usage(level: 'account' | 'contact'): Promise<ReadonlyMap<string, UsageRow>>;
  run(line: string): Promise<Answer>;
  close(): Promise<void>;
}

const metricOf = (level: string) =>
  `  - { name: Sessions, level: ${level}, event: session, measure: count, lookback: 7d }`;

/** Opens the ground, set up and with its fields made. */
export async function openSmallGround(config: SmallConfig = {}): Promise<SmallGround> {
  const terminal = await openTerminal();
  const folder = await mkdtemp(join(tmpdir(), 'small-'));
  const local = await startLocalOrg({ folder: localOrgFolder(terminal.state), clock: systemClock });
  const target = { kind: 'token', instanceUrl: local.url, accessToken: local.accessToken(LOCAL_ADMIN) } as const;
  const credits = creditsInMemory({ perRun: 100_000, perDay: 100_000 });
  const admin = await connectOrg({ target, credits, log: silentLog, clock: systemClock });
  const write = (object: string, operation: 'insert' | 'update' | 'delete' | 'undelete', row: PlainRow): string => {
    const [outcome] = local.control.write({ object, operation, rows: [row] });
    if (outcome?.status !== 'done') throw new Error(`${operation} ${object}: ${JSON.stringify(outcome)}`);
    return outcome.id;
  };

  const ground: SmallGround = {
    terminal,
    local,
    admin,
    folder,
    async configure({
      join: keys = '{ contact: { heap: email, salesforce: Email } }',
      more = '',
      levels = ['account', 'contact'],
      metrics: others = [],
    } = {}) {
      const metrics = [...levels.map(metricOf), ...others];
      const lines = ['source: { files: export }', `join: ${keys}`, more, 'metrics:', ...metrics];
      await writeFile(join(folder, 'heap.config.yaml'), `${lines.join('\n')}\n`);
    },
    async heap(users, visits) {
      const lines = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
      const sessions = visits.map(({ user, ...facts }, at) => ({
        user_id: user,
        session_id: at,
        event_id: at,
        ...facts,
      }));
      await mkdir(join(folder, 'export'), { recursive: true });
      await writeFile(join(folder, 'export', 'users.ndjson'), lines(users));
      await writeFile(join(folder, 'export', 'sessions.ndjson'), lines(sessions));
    },
    make: (object, fields) => write(object, 'insert', fields),
    update: (object, fields) => void write(object, 'update', fields),
    remove: (object, id) => void write(object, 'delete', { Id: id }),
    undelete: (object, id) => void write(object, 'undelete', { Id: id }),
    async merge(object, master, loser) {
      const request = `<merge xmlns="urn:partner.soap.sforce.com"><request><masterRecord xmlns:o="urn:sobject.partner.soap.sforce.com"><o:type>${object}</o:type><o:Id>${master}</o:Id></masterRecord><recordToMergeIds>${loser}</recordToMergeIds></request></merge>`;
      const header = `<SessionHeader xmlns="urn:partner.soap.sforce.com"><sessionId>${local.accessToken(LOCAL_ADMIN)}</sessionId></SessionHeader>`;
      const body = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header>${header}</e:Header><e:Body>${request}</e:Body></e:Envelope>`;
      const headers = { 'content-type': 'text/xml;charset=UTF-8', SOAPAction: '""' };
      const answer = await fetch(`${local.url}/services/Soap/u/67.0`, { method: 'POST', headers, body });
      const text = await answer.text();
      if (!text.includes('<success>true</success>')) throw new Error(`merge ${object}: ${text}`);
    },
    async usage(level) {
      const [object, id, lookup] =
        level === 'account'
          ? ['Heap_Account_Usage__c', 'Account_Id__c', 'Account__c']
          : ['Heap_Contact_Usage__c', 'Contact_Id__c', 'Contact__c'];
      const rows = await queryAll<Readonly<Record<string, string | null>>>(
        admin,
        `SELECT Id, ${id}, ${lookup}, Sessions__c FROM ${object}`,
      );
      return new Map(
        rows.map((row) => {
          const [record, linked] = [String(row[id]), row[lookup] ?? null];
          const sessions = row['Sessions__c'] == null ? null : Number(row['Sessions__c']);
          return [record, { Id: String(row['Id']), record, lookup: linked, sessions }];
        }),
      );
    },
    run: (line) => terminal.run(`${line} --config ${join(folder, 'heap.config.yaml')}`),
    async close() {
      await closeOrg(admin);
      await local.close();
      await terminal.remove();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await ground.configure(config);
  await ground.heap([], []);
  for (const line of ['setup', 'metrics apply']) {
    const { code, stderr } = await ground.run(line);
    if (code !== 0) throw new Error(`${line}: ${stderr}`);
  }
  return ground;
}
