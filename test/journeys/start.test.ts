import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunDetail } from '../../src/ledger/types/run.ts';
import { queryAll } from '../../src/salesforce/query.ts';
import { connectingUser, withLocalOrg } from '../support/local-org.ts';
import { printedNumber, printedRows } from '../support/printed-table.ts';
import { outputOf } from '../support/program.ts';
import { makeSfHome, type SfHome } from '../support/sf-home.ts';

let home: SfHome;
let env: NodeJS.ProcessEnv;
let state: string;
let first: string;

beforeAll(async () => {
  home = await makeSfHome();
  state = join(home.folder, 'state');
  env = { ...home.env, HEAP_SF_STATE: state };
  first = await outputOf('npm start', { env });
});
afterAll(() => home.remove());

interface UsageRow {
  readonly Account_Id__c: string;
  readonly Account__r: { readonly Name: string };
  readonly Sessions_Past_7_Days__c: number | null;
  readonly Active_Users_Past_4_Weeks__c: number | null;
  readonly PDF_Reports_Past_3_Months__c: number | null;
  readonly Checkout_Amount_Past_3_Months__c: number | null;
  readonly Last_Seen__c: string | null;
}

const fields = [
  'Account_Id__c',
  'Account__r.Name',
  'Sessions_Past_7_Days__c',
  'Active_Users_Past_4_Weeks__c',
  'PDF_Reports_Past_3_Months__c',
  'Checkout_Amount_Past_3_Months__c',
  'Last_Seen__c',
];

const sessions = (row: UsageRow) => row.Sessions_Past_7_Days__c ?? -1;
const mostActive = (output: string) => printedRows(output, 'Account  ');

interface Counted {
  readonly name: string;
  readonly input: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly unprocessed: number;
  readonly unchanged: number;
}

function counts(output: string): readonly Counted[] {
  return printedRows(output, 'Usage rows').map(([name = '', ...cells]) => {
    const [input = 0, accepted = 0, rejected = 0, unprocessed = 0, unchanged = 0] = cells.map(printedNumber);
    return { name, input, accepted, rejected, unprocessed, unchanged };
  });
}

function together(output: string): Counted {
  const row = counts(output).find(({ name }) => name === 'together');
  if (row === undefined) throw new Error(`No sum of the rows in:\n${output}`);
  return row;
}

async function latestPush(): Promise<RunDetail> {
  const { result } = JSON.parse(await outputOf('node src/cli.ts runs list --json', { env })) as { result: RunDetail[] };
  const push = result.find(({ kind }) => kind === 'push');
  const printed = await outputOf(`node src/cli.ts runs show ${push?.id} --json`, { env });
  return (JSON.parse(printed) as { readonly result: RunDetail }).result;
}

const creditsOf = ({ credits }: RunDetail) => Object.values(credits).reduce((sum, count) => sum + count, 0);
const printedCredits = (output: string) => printedNumber(/ events; .*Credits: ([\d,]+)\./.exec(output)?.[1]);

test('npm start shows the ten most active accounts with the figures that the org holds', async () => {
  await withLocalOrg(
    async (org) => {
      const client = await org.connect({ username: connectingUser });
      const rows = await queryAll<UsageRow>(client, `SELECT ${fields.join(', ')} FROM Heap_Account_Usage__c`);
      const wanted = rows
        .toSorted((a, b) => sessions(b) - sessions(a) || (a.Account_Id__c < b.Account_Id__c ? -1 : 1))
        .slice(0, 10);
      const shown = mostActive(first).map(([name, ...cells]) => [
        name,
        ...cells.slice(0, -1).map(printedNumber),
        cells.at(-1),
      ]);
      expect(shown).toEqual(
        wanted.map((row) => [
          row.Account__r.Name,
          row.Sessions_Past_7_Days__c,
          row.Active_Users_Past_4_Weeks__c,
          row.PDF_Reports_Past_3_Months__c,
          row.Checkout_Amount_Past_3_Months__c,
          row.Last_Seen__c?.replace('T', ' ').replace(/:[^:]*$/, 'Z'),
        ]),
      );
      const contacts = await queryAll(client, 'SELECT Id FROM Heap_Contact_Usage__c');
      expect(together(first).accepted).toBe(rows.length + contacts.length);
    },
    { folder: join(state, 'local-org') },
  );
});

test('every row of the input is accounted for, on each level and together', () => {
  const levels = counts(first);
  expect(levels.map(({ name }) => name)).toEqual(['Heap_Account_Usage__c', 'Heap_Contact_Usage__c', 'together']);
  for (const { name, input, accepted, rejected, unprocessed, unchanged } of levels) {
    expect(accepted + rejected + unprocessed + unchanged, name).toBe(input);
  }
  const [accounts, contacts, all] = levels;
  expect(accounts!.input + contacts!.input).toBe(all!.input);
  expect(all).toMatchObject({ accepted: all!.input, rejected: 0, unprocessed: 0, unchanged: 0 });
  expect(accounts!.input).toBe(300);
});

test('the credits shown are those of the ledger', async () => {
  const run = await latestPush();
  expect(run).toMatchObject({ kind: 'push', status: 'done', orgName: 'local' });
  expect(printedCredits(first)).toBe(creditsOf(run));
  expect(creditsOf(run)).toBeGreaterThan(5);
});

test('a second npm start says that nothing changed, sends nothing and shows the same figures', async () => {
  const second = await outputOf('npm start', { env });
  expect(second).toContain('Nothing changed, so nothing was sent');
  expect(together(second)).toMatchObject({ accepted: 0, unchanged: together(first).input });
  expect(mostActive(second)).toEqual(mostActive(first));
  expect(second).not.toMatch(/\bcreated, granted\b/);

  const run = await latestPush();
  expect(run.jobs).toEqual([]);
  expect(run.credits['bulk-ingest'] ?? 0).toBe(0);
  expect(printedCredits(second)).toBe(creditsOf(run));
});

test('npm start tells Heap of all people and accounts that it knows, and the second time of none', async () => {
  const told = (output: string) =>
    printedRows(output, 'Told to Heap').map(([name, ...cells]) => [name, ...cells.map(printedNumber)]);
  expect(told(first)).toEqual([
    ['accounts', 300, 300, 0, 0, 0],
    ['people', 2400, 2400, 0, 0, 0],
  ]);
  const second = await outputOf('npm start', { env });
  expect(second.slice(second.indexOf('5. Pull'))).toMatch(
    /Nothing changed, so nothing was sent|0 of 0 changed accepted/,
  );
});

test('npm start -- --fresh begins with a new org and sends all again', async () => {
  const idOf = (output: string) => /\((00D\w{15})\) is set up/.exec(output)?.[1];
  const fresh = await outputOf('npm start -- --fresh', { env });
  expect(idOf(fresh)).toMatch(/^00D/);
  expect(idOf(fresh)).not.toBe(idOf(first));
  expect(together(fresh)).toEqual(together(first));
  expect(mostActive(fresh)).toEqual(mostActive(first));

  const listed = JSON.parse(await outputOf('node src/cli.ts runs list --json', { env })) as { result: RunDetail[] };
  expect(listed.result.map(({ kind }) => kind)).toEqual(['pull', 'push', 'apply', 'setup']);
});
