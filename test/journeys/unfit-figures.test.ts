import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { silentProgress } from '../../src/base/progress.ts';
import { loadSettings } from '../../src/config/load-settings.ts';
import { openContext } from '../../src/context.ts';
import type { PushReport } from '../../src/push/push-report.ts';
import { queryAll } from '../../src/salesforce/query.ts';
import { sqlText } from '../../src/warehouse/sql.ts';
import { openWarehouse } from '../../src/warehouse/warehouse.ts';
import { openTerminal, type Terminal } from '../support/heap-sf.ts';

interface Person {
  readonly Id: string;
  readonly Email: string;
}

interface Row {
  readonly Contact_Id__c: string;
  readonly Word__c: string | null;
  readonly Total__c: number | null;
  readonly Average__c: number | null;
  readonly First__c: string | null;
  readonly First_Day__c: string | null;
}

/** What one person did; each is a case. */
interface Deed {
  readonly word?: string;
  readonly amount?: string;
  readonly time?: string;
}

const thinker = '🤔'.repeat(200);
const cases = {
  emoji: { word: '🎉 "naïve", 会议 👩‍👩‍👧; #1' },
  lines: { word: 'first\nsecond\r\nthird\tand, "last"' },
  exactly: { word: 'x'.repeat(255) },
  long: { word: 'é'.repeat(300) },
  longEmoji: { word: thinker },
  marker: { word: '#N/A' },
  control: { word: 'bell\u0007 and null\u0000 inside' },
  huge: { amount: '1e17' },
  beyondAll: { amount: '9e300' },
  most: { amount: '9999999999999998' },
  notANumber: { amount: "'NaN'" },
  infinite: { amount: "'Infinity'" },
  early: { time: '1650-05-05 12:00:00' },
  earliest: { time: '1700-01-01 12:00:00' },
} satisfies Readonly<Record<string, Deed>>;
type Case = keyof typeof cases;

const metrics = `
metrics:
  - { name: Word, level: contact, event: did, measure: { most frequent: word }, lookback: all }
  - { name: Total, level: contact, event: did, measure: { sum: amount }, lookback: all }
  - { name: Average, level: contact, event: did, measure: { average: amount }, lookback: all }
  - { name: First, level: contact, event: did, measure: first seen, lookback: all }
  - { name: First Day, level: contact, event: did, measure: first day, lookback: all }
`;

let terminal: Terminal;
let folder: string;
const people = new Map<Case, Person>();

async function inOrg<T extends object>(query: string): Promise<readonly T[]> {
  const context = openContext({
    settings: loadSettings({ cwd: folder, env: { HEAP_SF_STATE: terminal.state }, flags: {} }),
    clock: systemClock,
    progress: silentProgress,
    log: silentLog,
  });
  try {
    return await queryAll<T>(await context.org(), query);
  } finally {
    await context.close();
  }
}

beforeAll(async () => {
  terminal = await openTerminal();
  folder = await mkdtemp(join(tmpdir(), 'unfit-'));
  await mkdir(join(folder, 'export'));
  await writeFile(join(folder, 'heap.config.yaml'), `source: { files: export }\n${metrics}`);
  expect((await terminal.run('setup', { cwd: folder })).code).toBe(0);

  const found = await inOrg<Person>(
    "SELECT Id, Email FROM Contact WHERE Email LIKE '%@mail.example' ORDER BY Id LIMIT 200",
  );
  const unique = [...new Map(found.map((one) => [one.Email.toLowerCase(), one])).values()];
  (Object.keys(cases) as Case[]).forEach((name, place) => {
    people.set(name, unique[place]!);
  });
  await writeExport();
  expect((await terminal.run('metrics apply', { cwd: folder })).code).toBe(0);
});
afterAll(async () => {
  await terminal.remove();
  await rm(folder, { recursive: true, force: true });
});

async function writeExport(): Promise<void> {
  const warehouse = await openWarehouse({ folder });
  const users = [...people.values()].map(({ Email }, user) => `(${user}, ${sqlText(Email)})`);
  const deeds = Object.values<Deed>(cases).map(
    ({ word, amount = '1.5', time = '2026-06-01 12:00:00' }, user) =>
      `(${user}, ${user}, ${user}, TIMESTAMP '${time}', CAST(${amount} AS DOUBLE), ${sqlOf(word)})`,
  );
  await warehouse.copyToParquet(
    `SELECT * FROM (VALUES ${users.join(', ')}) t(user_id, email)`,
    join(folder, 'export', 'users.parquet'),
  );
  await warehouse.copyToParquet(
    `SELECT * FROM (VALUES ${deeds.join(', ')}) t(user_id, event_id, session_id, "time", amount, word)`,
    join(folder, 'export', 'did.parquet'),
  );
  await warehouse.close();
}

function sqlOf(word: string | undefined): string {
  if (word === undefined) return "'plain'";
  return word.split('\u0000').map(sqlText).join(' || chr(0) || ');
}

test('figures that do not fit are left empty or cut, are counted in the report, and every row goes', async () => {
  const { code, stdout } = await terminal.run('usage push --as-of 2026-06-30 --json', { cwd: folder });
  expect(code).toBe(0);
  const { result } = JSON.parse(stdout) as { readonly result: PushReport };
  const rows = Object.keys(cases).length;
  expect(result.counts).toMatchObject({ input: rows, accepted: rows, rejected: 0, unprocessed: 0 });
  const idOf = (name: Case) => people.get(name)?.Id;
  expect(result.unfit.map(({ metric, why, count, example }) => [metric, why, count, example])).toEqual([
    ['Total', 'no-number', 2, undefined],
    ['Average', 'no-number', 2, undefined],
    ['Word', 'cut', 2, idOf('long')],
    ['Word', 'means-empty', 1, idOf('marker')],
    ['Total', 'too-large', 2, idOf('huge')],
    ['Average', 'too-large', 2, idOf('huge')],
    ['First', 'no-such-date', 1, idOf('early')],
    ['First Day', 'no-such-date', 1, idOf('early')],
  ]);

  const shown = await inOrg<Row>(
    'SELECT Contact_Id__c, Word__c, Total__c, Average__c, First__c, First_Day__c FROM Heap_Contact_Usage__c',
  );
  const of = (name: Case) => shown.find((row) => row.Contact_Id__c === idOf(name));
  expect(of('emoji')?.Word__c).toBe(cases.emoji.word);
  // One CR in a cell would fail the job, so lines end in LF.
  expect(of('lines')?.Word__c).toBe(cases.lines.word.replace('\r\n', '\n'));
  expect(of('control')?.Word__c).toBe('bell and null inside');
  expect(of('exactly')?.Word__c).toBe(cases.exactly.word);
  expect(of('long')?.Word__c).toBe(`${'é'.repeat(254)}…`);
  expect(of('longEmoji')?.Word__c).toBe(`${'🤔'.repeat(127)}…`);
  expect(of('marker')).toMatchObject({ Word__c: null, Total__c: 1.5 });
  expect(of('huge')).toMatchObject({ Word__c: 'plain', Total__c: null, Average__c: null });
  expect(of('beyondAll')).toMatchObject({ Total__c: null, Average__c: null });
  expect(of('most')).toMatchObject({ Total__c: 9_999_999_999_999_998 });
  expect(of('notANumber')).toMatchObject({ Total__c: 0, Average__c: null });
  expect(of('infinite')).toMatchObject({ Total__c: 0, Average__c: null });
  expect(of('early')).toMatchObject({ First__c: null, First_Day__c: null, Total__c: 1.5 });
  expect(of('earliest')).toMatchObject({ First__c: '1700-01-01T12:00:00.000+0000', First_Day__c: '1700-01-01' });
});

test('a second push finds nothing changed, whatever the texts hold', async () => {
  const { stdout } = await terminal.run('usage push --as-of 2026-06-30', { cwd: folder });
  expect(stdout).toContain('Nothing changed, so nothing was sent');
  expect(stdout).toMatch(/"Word" \(contact\), 2 records, as 003\w{15}: longer than the field, so cut to fit/);
});

test('a long text is left out where the configuration says so', async () => {
  await writeFile(join(folder, 'heap.config.yaml'), `source: { files: export }\nlongText: empty\n${metrics}`);
  const { stdout } = await terminal.run('usage push --as-of 2026-06-30', { cwd: folder });
  expect(stdout).toMatch(/2 records, as 003\w{15}: longer than the field, so left empty/);
  const [row] = await inOrg<Row>(
    `SELECT Contact_Id__c, Word__c FROM Heap_Contact_Usage__c WHERE Contact_Id__c = '${people.get('long')?.Id}'`,
  );
  expect(row?.Word__c).toBeNull();
});
