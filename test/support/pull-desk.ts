import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { ManualClock } from '../../src/base/clock.ts';
import { localHeapFolder } from '../../src/context/local-heap.ts';
import { LOCAL_ADMIN, localOrgFolder } from '../../src/context/local-org.ts';
import { type LocalHeap, startLocalHeap } from '../../src/local-heap/index.ts';
import { type LocalOrg, startLocalOrg } from '../../src/local-org/index.ts';
import type { PullReport } from '../../src/pull/pull-report.ts';
import { type Answer, openTerminal, type Terminal } from './heap-sf.ts';

type Row = Readonly<Record<string, unknown>>;

/** A local org and a local Heap under one clock that a test moves, and a terminal beside them. */
export interface PullDesk {
  readonly org: LocalOrg;
  readonly heap: LocalHeap;
  readonly clock: ManualClock;
  readonly terminal: Terminal;
  /** With heap.config.yaml and the export. */
  readonly folder: string;
  /** What `pull:` says, as lines below it, and what stands beside it. */
  configure(pull: string, more?: string): Promise<void>;
  /** The users of the export, by their identity: each has the e-mail address of that name. */
  users(identities: readonly string[]): Promise<void>;
  /** Rows of an object, written as the platform itself does. Gives their Ids. */
  make(object: string, rows: readonly Row[]): readonly string[];
  update(object: string, rows: readonly (Row & { readonly Id: string })[]): void;
  remove(object: string, ids: readonly string[]): void;
  undelete(object: string, ids: readonly string[]): void;
  merge(object: 'Account' | 'Contact', master: string, loser: string): Promise<void>;
  /** Makes a custom field, `<type>Text</type><length>20</length>`, which nobody sees. */
  makeField(object: string, name: string, type: string): void;
  /** Makes Contact fields for short texts, and shows them to the connecting user, all at once. */
  makeTexts(names: readonly string[]): Promise<void>;
  /** Shows a field to the connecting user. */
  showField(object: string, name: string): Promise<void>;
  dropField(object: string, name: string): void;
  /** Hides a field from the connecting user. */
  hideField(object: string, name: string): Promise<void>;
  /** Lets contacts belong to several accounts. */
  relateToSeveral(): void;
  /** Rows of a query, as an administrator sees them. */
  query(soql: string): Promise<readonly Row[]>;
  /** The same with deleted rows. */
  queryAll(soql: string): Promise<readonly Row[]>;
  hours(count: number): void;
  run(line: string): Promise<Answer>;
  /** Pulls and tells how it went, whatever its exit code. */
  pull(options?: string): Promise<PullReport>;
  /** Properties that Heap has of a user by identity, or of an account by its Id. */
  user(identity: string): Readonly<Record<string, unknown>> | undefined;
  account(id: string): Readonly<Record<string, unknown>> | undefined;
  close(): Promise<void>;
}

/** The permission set of the connecting user. */
const CONNECTING = 'Heap_Connecting_User';

const START = '2026-06-30T12:00:00Z';

/** The address of a person. */
/** An identity may be an address itself. */
export const addressOf = (identity: string) => (identity.includes('@') ? identity : `${identity}@acme.example`);

function xmlOf(root: string, inner: string): string {
  return `<${root} xmlns="http://soap.sforce.com/2006/04/metadata">${inner}</${root}>`;
}

function packageOf(...fields: readonly string[]): string {
  const members = fields.map((field) => `<members>${field}</members>`).join('');
  return xmlOf('Package', `${members && `<types>${members}<name>CustomField</name></types>`}<version>67.0</version>`);
}

export async function openPullDesk(pull = '  contact: [Title]\n  account: [Industry]\n'): Promise<PullDesk> {
  const [terminal, folder] = [await openTerminal(), await mkdtemp(join(tmpdir(), 'pull-desk-'))];
  const clock = new ManualClock(START);
  const org = await startLocalOrg({ folder: localOrgFolder(terminal.state), clock, dailyApiRequests: 1_000_000 });
  const heap = await startLocalHeap({ folder: localHeapFolder(terminal.state), clock });
  const write = (object: string, operation: 'insert' | 'update' | 'delete' | 'undelete', rows: readonly Row[]) =>
    org.control.write({ object, operation, rows }).map((outcome) => {
      if (outcome.status !== 'done') throw new Error(`${operation} ${object}: ${JSON.stringify(outcome)}`);
      return outcome.id;
    });
  const deploy = (files: Readonly<Record<string, string>>): void => {
    const parts = Object.entries(files).map(([name, text]) => [name, strToU8(text)] as const);
    const { status } = org.control.deploy(zipSync(Object.fromEntries(parts)));
    if (status !== 'Succeeded') throw new Error(`The deployment has ${status}.`);
  };
  const rowsOf = async (resource: 'query' | 'queryAll', soql: string): Promise<readonly Row[]> => {
    const headers = { authorization: `Bearer ${org.accessToken(LOCAL_ADMIN)}` };
    const answer = await fetch(`${org.url}/services/data/v67.0/${resource}?q=${encodeURIComponent(soql)}`, { headers });
    if (!answer.ok) throw new Error(`${soql}: ${await answer.text()}`);
    return ((await answer.json()) as { readonly records: readonly Row[] }).records;
  };
  const isKnown = () => heap.apps().some(({ appId }) => appId === 'local');
  const run = (line: string) => terminal.run(line, { cwd: folder, clock });

  const desk: PullDesk = {
    org,
    heap,
    clock,
    terminal,
    folder,
    async configure(chosen, more = '') {
      const lines = [
        'source: { files: export }',
        'environments: { local: { org: local, heap: local } }',
        'pull:',
        chosen,
      ];
      await writeFile(join(folder, 'heap.config.yaml'), `${lines.join('\n')}\n${more}\n`);
    },
    async users(identities) {
      await mkdir(join(folder, 'export'), { recursive: true });
      const lines = identities.map((identity, at) =>
        JSON.stringify({ user_id: at + 1, identity, email: addressOf(identity) }),
      );
      await writeFile(join(folder, 'export', 'users.ndjson'), lines.map((line) => `${line}\n`).join(''));
    },
    make: (object, rows) => write(object, 'insert', rows),
    update: (object, rows) => void write(object, 'update', rows),
    remove: (object, ids) =>
      void write(
        object,
        'delete',
        ids.map((Id) => ({ Id })),
      ),
    undelete: (object, ids) =>
      void write(
        object,
        'undelete',
        ids.map((Id) => ({ Id })),
      ),
    async merge(object, master, loser) {
      const request = `<merge xmlns="urn:partner.soap.sforce.com"><request><masterRecord xmlns:o="urn:sobject.partner.soap.sforce.com"><o:type>${object}</o:type><o:Id>${master}</o:Id></masterRecord><recordToMergeIds>${loser}</recordToMergeIds></request></merge>`;
      const header = `<SessionHeader xmlns="urn:partner.soap.sforce.com"><sessionId>${org.accessToken(LOCAL_ADMIN)}</sessionId></SessionHeader>`;
      const body = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header>${header}</e:Header><e:Body>${request}</e:Body></e:Envelope>`;
      const headers = { 'content-type': 'text/xml;charset=UTF-8', SOAPAction: '""' };
      const answer = await fetch(`${org.url}/services/Soap/u/67.0`, { method: 'POST', headers, body });
      const text = await answer.text();
      if (!text.includes('<success>true</success>')) throw new Error(`merge ${object}: ${text}`);
    },
    makeField(object, name, type) {
      deploy({
        'package.xml': packageOf(`${object}.${name}`),
        [`objects/${object}.object`]: xmlOf(
          'CustomObject',
          `<fields><fullName>${name}</fullName><label>${name}</label>${type}</fields>`,
        ),
      });
    },
    async makeTexts(names) {
      const text = '<type>Text</type><length>20</length>';
      const fields = names.map((name) => `<fields><fullName>${name}</fullName><label>${name}</label>${text}</fields>`);
      deploy({
        'package.xml': packageOf(...names.map((name) => `Contact.${name}`)),
        'objects/Contact.object': xmlOf('CustomObject', fields.join('')),
      });
      const [set] = await desk.query(`SELECT Id FROM PermissionSet WHERE Name = '${CONNECTING}'`);
      const grants = names.map((name) => ({ SobjectType: 'Contact', Field: `Contact.${name}`, PermissionsRead: true }));
      desk.make(
        'FieldPermissions',
        grants.map((grant) => ({ ParentId: set?.['Id'], ...grant })),
      );
    },
    dropField: (object, name) =>
      deploy({ 'package.xml': packageOf(), 'destructiveChanges.xml': packageOf(`${object}.${name}`) }),
    async showField(object, name) {
      const [set] = await desk.query(`SELECT Id FROM PermissionSet WHERE Name = '${CONNECTING}'`);
      const field = { SobjectType: object, Field: `${object}.${name}`, PermissionsRead: true };
      desk.make('FieldPermissions', [{ ParentId: set?.['Id'], ...field }]);
    },
    async hideField(object, name) {
      const grants = await desk.query(
        `SELECT Id FROM FieldPermissions WHERE Field = '${object}.${name}' AND Parent.Name = '${CONNECTING}'`,
      );
      desk.remove(
        'FieldPermissions',
        grants.map(({ Id }) => String(Id)),
      );
    },
    query: (soql) => rowsOf('query', soql),
    queryAll: (soql) => rowsOf('queryAll', soql),
    relateToSeveral: () =>
      deploy({
        'package.xml': xmlOf(
          'Package',
          '<types><members>Account</members><name>Settings</name></types><version>67.0</version>',
        ),
        'settings/Account.settings': xmlOf(
          'AccountSettings',
          '<enableRelateContactToMultipleAccounts>true</enableRelateContactToMultipleAccounts>',
        ),
      }),
    hours: (count) => clock.advance(count * 3_600_000),
    run,
    async pull(options = '') {
      const answer = await run(`fields pull${options === '' ? '' : ` ${options}`} --environment local --json`);
      const { result, message } = answer.json<PullReport>();
      if (result === undefined) throw new Error(`The pull gave no report: ${message}`);
      return result;
    },
    user: (identity) => (isKnown() ? heap.user('local', identity)?.properties : undefined),
    account: (id) => (isKnown() ? heap.account('local', id)?.properties : undefined),
    async close() {
      await org.close();
      await heap.close();
      await terminal.remove();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await desk.configure(pull);
  await desk.users([]);
  const { code, stderr } = await run('setup --environment local');
  if (code !== 0) throw new Error(`setup: ${stderr}`);
  return desk;
}
