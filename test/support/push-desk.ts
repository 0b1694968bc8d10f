import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { localOrgFolder } from '../../src/context/local-org.ts';
import { idOf, type LocalOrg, startLocalOrg } from '../../src/local-org/index.ts';
import type { PushReport } from '../../src/push/push-report.ts';
import { openWarehouse } from '../../src/warehouse/warehouse.ts';
import { type Answer, openTerminal, type Terminal } from './heap-sf.ts';

/** A small export that a test writes itself, a local org with its people, and a terminal: set up and ready to push. */
export interface PushDesk {
  readonly org: LocalOrg;
  readonly terminal: Terminal;
  /** With heap.config.yaml and the export. */
  readonly folder: string;
  /** Adds lines to heap.config.yaml, in place of those added before. */
  configure(lines: string): Promise<void>;
  /** Writes the export: so many sessions of each person, numbered from 0. */
  sessions(of: (person: number) => number): Promise<void>;
  run(line: string): Promise<Answer>;
  /** Pushes and tells how it went, whatever its exit code. */
  push(options?: string): Promise<PushReport>;
  /** The usage rows of contacts as the org holds them, by contact. */
  held(): Promise<ReadonlyMap<string, HeldRow>>;
  close(): Promise<void>;
}

export interface HeldRow {
  readonly Sessions__c: number;
  readonly SystemModstamp: string;
}

interface DeskSize {
  readonly people: number;
  readonly accounts?: number;
}

const object = 'Heap_Contact_Usage__c';

export const contactOf = (person: number): string => idOf('003', person + 1);

export async function openPushDesk({ people, accounts = 10 }: DeskSize): Promise<PushDesk> {
  const [terminal, folder] = [await openTerminal(), await mkdtemp(join(tmpdir(), 'push-desk-'))];
  const everyone = Array.from({ length: people }, (_, person) => person);
  const org = await startLocalOrg({
    folder: localOrgFolder(terminal.state),
    clock: systemClock,
    log: silentLog,
    dailyApiRequests: 1_000_000,
    seed: {
      Account: Array.from({ length: accounts }, (_, at) => ({ Id: idOf('001', at + 1), Name: `Account ${at}` })),
      Contact: everyone.map((person) => ({
        Id: contactOf(person),
        LastName: `Person ${person}`,
        Email: `person${person}@acme.example`,
        AccountId: idOf('001', (person % accounts) + 1),
      })),
    },
  });
  const configure = (lines: string) => writeFile(join(folder, 'heap.config.yaml'), configText(lines));
  await configure('');
  const run = (line: string) => terminal.run(line, { cwd: folder });
  const desk: PushDesk = {
    org,
    terminal,
    folder,
    configure,
    async sessions(of) {
      const counts = everyone.map(of).join(', ');
      const warehouse = await openWarehouse({ folder });
      try {
        const people = `SELECT unnest(range(${everyone.length})) AS person, unnest([${counts}]) AS sessions`;
        await mkdir(join(folder, 'export'), { recursive: true });
        await warehouse.copyToParquet(
          `SELECT person + 1 AS user_id, 'person' || person || '@acme.example' AS email FROM (${people})`,
          join(folder, 'export', 'users.parquet'),
        );
        await warehouse.copyToParquet(
          `SELECT person * 1000 + place AS session_id, person + 1 AS user_id,
             TIMESTAMP '2026-06-20 12:00:00' + to_days(CAST(place % 10 AS INTEGER)) AS "time"
           FROM (SELECT person, unnest(range(sessions)) AS place FROM (${people}))`,
          join(folder, 'export', 'sessions.parquet'),
        );
      } finally {
        await warehouse.close();
      }
    },
    run,
    async push(options = '') {
      const answer = await run(`usage push --as-of 2026-06-30${options === '' ? '' : ` ${options}`} --json`);
      const { result, message } = answer.json<PushReport>();
      if (result === undefined) throw new Error(`The push gave no report: ${message}`);
      return result;
    },
    async held() {
      const soql = `SELECT Contact_Id__c, Sessions__c, SystemModstamp FROM ${object}`;
      const rows = new Map<string, HeldRow>();
      let path = `/services/data/v67.0/query?q=${encodeURIComponent(soql)}`;
      while (path !== '') {
        const headers = { authorization: `Bearer ${org.accessToken()}` };
        const page = (await (await fetch(`${org.url}${path}`, { headers })).json()) as QueryPage;
        for (const { Contact_Id__c, ...row } of page.records) rows.set(Contact_Id__c, row);
        path = page.nextRecordsUrl ?? '';
      }
      return rows;
    },
    async close() {
      await org.close();
      await terminal.remove();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await desk.sessions(() => 1);
  for (const line of ['setup', 'metrics apply']) {
    const { code, stderr } = await run(line);
    if (code !== 0) throw new Error(`${line}: ${stderr}`);
  }
  return desk;
}

interface QueryPage {
  readonly records: readonly (HeldRow & { readonly Contact_Id__c: string })[];
  readonly nextRecordsUrl?: string;
}

function configText(more: string): string {
  const metric = (level: string, name: string, measure: string) =>
    `  - { name: ${name}, level: ${level}, event: session, measure: ${measure}, lookback: all }\n`;
  return `source: { files: export }\n${more}metrics:\n${metric('contact', 'Sessions', 'count')}${metric('contact', 'Last Seen', 'last seen')}${metric('account', 'Sessions', 'count')}`;
}
