import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ManualClock } from '../../src/base/clock.ts';
import type { MetricSettings } from '../../src/config/metric-settings.ts';
import { LOCAL_ADMIN, localOrgFolder } from '../../src/context/local-org.ts';
import { startLocalOrg } from '../../src/local-org/index.ts';
import type { PullReport } from '../../src/pull/pull-report.ts';
import { metric } from '../metrics/synthetic.ts';
import { openTerminal, type Terminal } from '../support/heap-sf.ts';
import { type PlainRow, readPlainExport } from '../support/plain-export.ts';
import { plainMetric } from '../support/plain-metrics.ts';
import { type PlainContact, plainPeople } from '../support/plain-people.ts';
import { projectFolder } from '../support/project.ts';

type Row = Readonly<Record<string, unknown>>;

const sample = join(projectFolder, 'config/sample/export');
const clock = new ManualClock('2026-07-01T12:00:00Z');
/** The midnight, in the zone of the configuration, that begins the day one year before. */
const since = '2025-07-01T07:00:00.000Z';

const pull = `source: { connect: export }
environments: { local: { org: local, heap: local } }
pull:
  contact:
    - Title
    - { field: Account.Industry, as: Salesforce Account Industry }
  account: [Industry]
`;

const metrics: readonly MetricSettings[] = [
  metric({
    name: 'Retail Sessions',
    lookback: { kind: 'all' },
    where: [{ property: 'user.salesforce_account_industry', test: 'is', value: 'Retail' }],
  }),
  metric({
    name: 'Engineer Exports',
    level: 'contact',
    event: 'report_exported',
    lookback: { kind: 'all' },
    where: [{ property: 'user.salesforce_contact_title', test: 'contains', value: 'Engineer' }],
  }),
];

const conditions = `metrics:
  - name: Retail Sessions
    level: account
    event: session
    measure: count
    lookback: all
    where: [{ property: user.salesforce_account_industry, is: Retail }]
  - name: Engineer Exports
    level: contact
    event: report_exported
    measure: count
    lookback: all
    where: [{ property: user.salesforce_contact_title, contains: Engineer }]
`;

let terminal: Terminal;
let desk: string;
beforeEach(async () => {
  terminal = await openTerminal();
  desk = join(terminal.state, 'desk');
  await mkdir(desk);
  await cp(sample, join(desk, 'export'), { recursive: true });
});
afterEach(() => terminal.remove());

async function run<T>(line: string): Promise<T> {
  const answer = await terminal.run(`${line} --json`, { cwd: desk, clock });
  expect(answer.code, `${line}: ${answer.stdout}`).toBe(0);
  return answer.json<T>().result;
}

test('what Salesforce knows of people comes back to it in figures that were counted by it', async () => {
  const config = join(desk, 'heap.config.yaml');
  await writeFile(
    config,
    `${pull}metrics:\n  - { name: Sessions, level: account, event: session, measure: count, lookback: all }\n`,
  );
  await run('setup --environment local');
  await run('metrics apply --environment local');
  const pulled = await run<PullReport>('fields pull --environment local');
  expect(pulled).toMatchObject({ status: 'done', gone: [] });
  await run(`local-heap export --to ${join(desk, 'export')}`);
  await writeFile(config, `${pull}${conditions}`);
  await run('metrics apply --environment local');
  await run('usage push --environment local --as-of 2026-06-30');

  const org = await startLocalOrg({ folder: localOrgFolder(terminal.state), clock });
  const query = async <T extends Row>(soql: string): Promise<readonly T[]> => {
    const headers = {
      authorization: `Bearer ${org.accessToken(LOCAL_ADMIN)}`,
      'Sforce-Query-Options': 'batchSize=2000',
    };
    const rows: T[] = [];
    for (let next: string | undefined = `/services/data/v67.0/query?q=${encodeURIComponent(soql)}`; next; ) {
      const answer = await fetch(`${org.url}${next}`, { headers });
      const page = (await answer.json()) as { readonly records: readonly T[]; readonly nextRecordsUrl?: string };
      rows.push(...page.records);
      next = page.nextRecordsUrl;
    }
    return rows;
  };
  try {
    const contacts = await query<PlainContact & Row>(
      'SELECT Id, Email, AccountId, SystemModstamp, Title, Account.Industry FROM Contact',
    );
    const plain = await readPlainExport(sample);
    const people = plainPeople(plain.users, contacts);
    const byId = new Map(contacts.map((contact) => [contact.Id, contact]));
    const told = (user: number, row: PlainRow): PlainRow => {
      const contact = byId.get(people.get(user)?.contact ?? '');
      const identified = row['identity'] !== null && row['identity'] !== undefined && row['identity'] !== '';
      if (contact === undefined || !identified || new Date(contact.SystemModstamp).toISOString() < since) return row;
      const { Title, Account: account } = contact;
      const industry = (account as { readonly Industry: string | null } | null)?.Industry ?? null;
      return { ...row, salesforce_contact_title: Title, salesforce_account_industry: industry };
    };
    const users = new Map([...plain.users].map(([user, row]) => [user, told(user, row)] as const));
    const question = { ...plain, users, people, today: '2026-07-01', zone: 'America/Los_Angeles' };
    for (const [one, object, id, field] of [
      [metrics[0]!, 'Heap_Account_Usage__c', 'Account_Id__c', 'Retail_Sessions__c'],
      [metrics[1]!, 'Heap_Contact_Usage__c', 'Contact_Id__c', 'Engineer_Exports__c'],
    ] as const) {
      const rows = await query(`SELECT ${id}, ${field} FROM ${object}`);
      const wanted = plainMetric({ metric: one, ...question });
      expect(new Map(rows.map((row) => [String(row[id]), row[field]]))).toEqual(wanted);
      expect([...wanted.values()].filter((figure) => figure !== 0).length).toBeGreaterThan(10);
    }
  } finally {
    await org.close();
  }
}, 180_000);
