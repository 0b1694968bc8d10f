import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { printedRows } from '../support/printed-table.ts';
import { outputOf, type Program, runLine, startProgram } from '../support/program.ts';
import { makeSfHome, type SfHome } from '../support/sf-home.ts';

let home: SfHome;
let env: NodeJS.ProcessEnv;
let shown: string;
/** The commands that `npm start` ends with, as printed. */
let printed: readonly string[];
let org: Program | undefined;

beforeAll(async () => {
  home = await makeSfHome();
  env = { ...home.env, HEAP_SF_STATE: join(home.folder, 'state') };
  shown = await outputOf('npm start', { env });
  const [, advice = ''] = shown.split('\nLook around.');
  printed = [...advice.matchAll(/^ {2}(\S.*)$/gm)].map(([, line]) => line!);
});
afterAll(async () => {
  org?.kill();
  await org?.ended;
  await home.remove();
});

const isOrgStart = (line: string) => line.endsWith('org start');
const ofOurs = () => printed.filter((line) => line.startsWith('npm run -s heap-sf') && !isOrgStart(line));

/** What each command must show, by a word of it. */
const expectations: readonly (readonly [command: RegExp, check: (stdout: string) => void])[] = [
  [/^npx sf data query /, fiveRowsWithFigures],
  [
    /^npx sf sobject describe .* Heap_Contact_Usage__c$/,
    (stdout) => {
      const { name, fields } = JSON.parse(stdout) as { name: string; fields: readonly { name: string }[] };
      expect(name).toBe('Heap_Contact_Usage__c');
      expect(fields.map((field) => field.name)).toEqual(
        expect.arrayContaining(['Contact_Id__c', 'Contact__c', 'Sessions_Past_7_Days__c', 'Last_Seen__c']),
      );
    },
  ],
  [
    /^npx sf org list metadata .* CustomField$/,
    (stdout) => {
      expect(stdout).toContain('Heap_Account_Usage__c.Account_Id__c');
      expect(stdout).toContain('Heap_Account_Usage__c.Checkout_Amount_Past_3_Months__c');
      expect(stdout).toContain('Heap_Contact_Usage__c.Active_Days_Past_4_Weeks__c');
    },
  ],
  [/ metrics plan$/, (stdout) => expect(stdout).toMatch(/All 20 metrics have their field and access. Nothing to do./)],
  [
    / runs show latest$/,
    (stdout) => expect(stdout).toMatch(/^Run +pull-[\s\S]*^Status +done$[\s\S]*^Accepted +2,700$/m),
  ],
  [/ fields show$/, (stdout) => expect(stdout).toMatch(/^contact Title +Salesforce Contact Title +fine$/m)],
  [/ local-heap info$/, (stdout) => expect(stdout).toMatch(/^local +2,950 +300 /m)],
];

/** The query's five accounts; those that `npm start` has shown too have the same figure. */
function fiveRowsWithFigures(stdout: string): void {
  const rows = [...stdout.matchAll(/^[│|] (.+?) +[│|] (\d+) +[│|]$/gm)].map(([, name, figure]) => [name, figure]);
  expect(rows).toHaveLength(5);
  const figures = new Map(printedRows(shown, 'Account  ').map(([name, sessions]) => [name, sessions]));
  const both = rows.filter(([name]) => figures.has(name));
  expect(both.length).toBeGreaterThan(0);
  for (const [name, figure] of both) expect(figure, name).toBe(figures.get(name));
}

async function expectAsPrinted(line: string): Promise<void> {
  const check = expectations.find(([command]) => command.test(line))?.[1];
  if (check === undefined) throw new Error(`Nothing is known of what this printed command shows: ${line}`);
  check(await outputOf(line, { env }));
}

test('npm start ends with the command that starts the org again, first, and with ones of sf and of ours', () => {
  expect(printed[0]).toBe('npm run -s heap-sf -- org start');
  expect(printed.filter((line) => line.startsWith('npx sf ')).length).toBeGreaterThanOrEqual(3);
  expect(ofOurs().length).toBeGreaterThanOrEqual(2);
});

test('the org starts again as printed, and tells where it is', async () => {
  org = startProgram(printed[0]!, { env });
  await org.says('The local org is running at http://localhost:7437');
  await org.says('heap-local');
});

test('every further command works as printed while the org runs', async () => {
  for (const line of printed.slice(1)) await expectAsPrinted(line);
}, 120_000);

test('npm start -- --fresh takes nothing away from under an org that runs', async () => {
  const { exitCode, stderr } = await runLine('npm start -- --fresh', { env });
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/is running at http:\/\/localhost:7437/);
  expect(stderr).toMatch(/Ctrl-C/);
  await expectAsPrinted(printed[1]!);
});

test('Ctrl-C ends the org properly, and what is in it is kept', async () => {
  expect(await outputOf('npm run -s heap-sf -- org info', { env })).toContain('is running at http://localhost:7437');
  org!.interrupt();
  const { exitCode, signal, stderr } = await org!.ended;
  // npm, asked to end by the same Ctrl-C, says so in its own way: by the signal, or by 130, or as the command ended.
  expect([0, 130, 'SIGINT']).toContain(exitCode ?? signal);
  expect(stderr).not.toMatch(/\n\s+at .+:\d+/);
  expect(await outputOf('npm run -s heap-sf -- org info', { env })).toContain('is not running');
});

test('our own commands work as printed although the org is stopped', async () => {
  for (const line of ofOurs()) await expectAsPrinted(line);
});

test('without npm in between, an interrupted org start ends with 0, its database closed', async () => {
  const direct = startProgram('exec node src/cli.ts org start --port 0', { env });
  try {
    await direct.says('Ctrl-C stops it');
    direct.interrupt();
    expect(await direct.ended).toMatchObject({ exitCode: 0, signal: null, stderr: '' });
    const left = readdirSync(join(home.folder, 'state', 'local-org'));
    expect(left.filter((file) => /^server\.json|-wal$|-shm$/.test(file))).toEqual([]);
  } finally {
    direct.kill();
  }
});
