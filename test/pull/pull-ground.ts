import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock } from '../../src/base/clock.ts';
import { silentProgress } from '../../src/base/progress.ts';
import type { JoinSettings, Level, PullSettings } from '../../src/config/settings.ts';
import { type HeapProperties, openHeap } from '../../src/heap/properties/open-heap.ts';
import { type LocalHeap, startLocalHeap } from '../../src/local-heap/index.ts';
import type { Property } from '../../src/properties/property.ts';
import { type Delivered, deliver } from '../../src/pull/deliver/deliver.ts';
import { matchPeople, type PeopleMatched } from '../../src/pull/match/match-people.ts';
import { sqlName, sqlText } from '../../src/warehouse/sql.ts';
import { openWarehouse, type Warehouse } from '../../src/warehouse/warehouse.ts';

export type Text = string | null;

/** A record as it is held; `into` is the record that it was merged into. */
export interface HeldRecord {
  readonly id: string;
  readonly key?: Text;
  readonly account?: Text;
  readonly stamp?: string;
  readonly deleted?: boolean;
  readonly into?: string;
  /** Raw values by path. */
  readonly fields?: Readonly<Record<string, Text>>;
}

export interface HeapUser {
  readonly identity: Text;
  readonly email?: Text;
  readonly last_modified?: string;
}

export interface Held {
  readonly contacts?: readonly HeldRecord[];
  readonly accounts?: readonly HeldRecord[];
  readonly relations?: readonly (readonly [contact: string, account: string])[];
  readonly users?: readonly HeapUser[];
}

export interface PullRules {
  readonly pull?: Partial<PullSettings>;
  readonly join?: Partial<JoinSettings>;
  readonly joinType?: string;
  readonly properties?: readonly Property[];
}

/** The inner half of a pull, from what is held to Heap, with what Heap accepted kept from one delivery to the next. */
export interface PullGround extends AsyncDisposable {
  readonly warehouse: Warehouse;
  readonly folder: string;
  readonly sent: Record<Level, string[]>;
  hold(held: Held): Promise<void>;
  match(): Promise<PeopleMatched>;
  deliver(level: Level, only?: string): Promise<Delivered>;
  /** Matches, then delivers accounts and contacts. */
  pull(): Promise<{ readonly matched: PeopleMatched; readonly account: Delivered; readonly contact: Delivered }>;
  /** Later deliveries go by other rules. */
  rules(rules: PullRules): void;
}

export const title: Property = {
  level: 'contact',
  field: 'Title',
  name: 'Salesforce Contact Title',
  type: 'string',
  formula: false,
};
export const score: Property = {
  level: 'contact',
  field: 'Score__c',
  name: 'Salesforce Contact Score',
  type: 'double',
  formula: false,
};
export const industry: Property = {
  level: 'account',
  field: 'Industry',
  name: 'Salesforce Account Industry',
  type: 'picklist',
  formula: false,
};

const PULL: PullSettings = {
  contact: [],
  account: [],
  accountProperty: 'account_id',
  nulls: { kind: 'skip' },
  longValues: 'cut',
  createUsers: false,
  deleted: 'keep',
  formulas: 'daily',
  uniqueness: 90,
};

export async function pullGround(heap: HeapProperties, rules: PullRules = {}): Promise<PullGround> {
  const folder = await mkdtemp(join(tmpdir(), 'pull-'));
  const warehouse = await openWarehouse({ folder: join(folder, 'spill') });
  const sent: Record<Level, string[]> = { contact: [], account: [] };
  let now = rules;
  const properties = () => now.properties ?? [title, score, industry];
  const settings = (): PullSettings => ({ ...PULL, ...now.pull });
  const ground: PullGround = {
    warehouse,
    folder,
    sent,
    rules: (next) => {
      now = { ...now, ...next };
    },
    async hold({ contacts = [], accounts = [], relations = [], users = [] }) {
      await holdRecords(warehouse, 'contact', contacts, properties());
      await holdRecords(warehouse, 'account', accounts, properties());
      await warehouse.run(`CREATE OR REPLACE TABLE read_relation AS ${rowsSql(['ContactId', 'AccountId'], relations)}`);
      const rows = users.map(({ identity, email = identity, last_modified = '2026-01-01' }, at) => [
        String(at),
        identity,
        email,
        last_modified,
      ]);
      await warehouse.run(
        `CREATE OR REPLACE TABLE heap_users AS SELECT * REPLACE (CAST(last_modified AS TIMESTAMP) AS last_modified)
         FROM (${rowsSql(['user_id', 'identity', 'email', 'last_modified'], rows)})`,
      );
    },
    match: () =>
      matchPeople({
        warehouse,
        pull: settings(),
        join: {
          contact: { heap: 'email', salesforce: 'Email' },
          account: { kind: 'through-contact' },
          duplicates: 'most-recently-updated',
          ...now.join,
        },
        joinType: now.joinType ?? 'email',
        sentAccounts: sent.account,
        folder,
      }),
    async deliver(level, only) {
      const delivered = await deliver(
        {
          warehouse,
          heap,
          pull: settings(),
          properties: properties(),
          folder: join(folder, 'pull'),
          runId: 'pull-20260701-080000-test',
          progress: silentProgress,
        },
        { level, sent: sent[level], only },
      );
      sent[level].push(...delivered.sentFiles);
      const { input, accepted, rejected, unprocessed, unchanged } = delivered.counts;
      if (input !== accepted + rejected + unprocessed + unchanged) throw new Error('the counts do not add up');
      return delivered;
    },
    async pull() {
      const matched = await ground.match();
      return { matched, account: await ground.deliver('account'), contact: await ground.deliver('contact') };
    },
    async [Symbol.asyncDispose]() {
      await warehouse.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return ground;
}

async function holdRecords(
  warehouse: Warehouse,
  level: Level,
  records: readonly HeldRecord[],
  properties: readonly Property[],
): Promise<void> {
  const paths = [...new Set(properties.filter((property) => property.level === level).map(({ field }) => field))];
  const rows = records.map(({ id, key, account, stamp = '2026-01-01', deleted, into, fields = {} }) => [
    id,
    stamp,
    String(deleted ?? into !== undefined),
    into ?? null,
    account ?? null,
    key === undefined ? id : key,
    ...paths.map((path) => fields[path] ?? null),
  ]);
  const columns = ['record_id', 'stamp', 'deleted', 'master_id', 'account_id', 'join_value', ...paths];
  await warehouse.run(
    `CREATE OR REPLACE TABLE held_${level} AS SELECT * ${level === 'account' ? 'EXCLUDE (account_id)' : ''}
     REPLACE (CAST(stamp AS TIMESTAMP) AS stamp, CAST(deleted AS BOOLEAN) AS deleted) FROM (${rowsSql(columns, rows)})`,
  );
}

function rowsSql(columns: readonly string[], rows: readonly (readonly Text[])[]): string {
  const names = columns.map(sqlName).join(', ');
  const cell = (value: Text) => (value === null ? 'CAST(NULL AS VARCHAR)' : sqlText(value));
  const none = `SELECT ${columns.map((name) => `CAST(NULL AS VARCHAR) AS ${sqlName(name)}`).join(', ')} WHERE false`;
  if (rows.length === 0) return none;
  return `SELECT * FROM (VALUES ${rows.map((row) => `(${row.map(cell).join(', ')})`).join(', ')}) t(${names})`;
}

const APP = 'local';

/** The ground over a local Heap, whose clock the waits of the client move. */
export interface LocalGround extends PullGround {
  readonly local: LocalHeap;
  readonly clock: ManualClock;
  /** Properties of a user (an account) as Heap has them; undefined for one that it does not know. */
  user(identity: string): Readonly<Record<string, string | number>> | undefined;
  account(id: string): Readonly<Record<string, string | number>> | undefined;
}

export async function localGround(rules: PullRules = {}): Promise<LocalGround> {
  const clock = new ManualClock('2026-07-01T08:00:00Z');
  const local = await startLocalHeap({ clock, seed: { appId: APP } });
  const heap = openHeap(
    { url: local.url, appId: APP },
    { clock, pause: async (milliseconds) => clock.advance(milliseconds), random: () => 0.5 },
  );
  const ground = await pullGround(heap, rules);
  return {
    ...ground,
    local,
    clock,
    user: (identity) => local.user(APP, identity)?.properties,
    account: (id) => local.account(APP, id)?.properties,
    async [Symbol.asyncDispose]() {
      await ground[Symbol.asyncDispose]();
      await heap.close();
      await local.close();
    },
  };
}
