import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPushDesk, type PushDesk } from '../support/push-desk.ts';

let desk: PushDesk;
let stray: string;

const inHundredDays = { now: () => new Date(Date.now() + 100 * 86_400_000) };

interface Pruned {
  readonly status: string;
  readonly runs: number;
  readonly files: readonly string[];
}

beforeAll(async () => {
  desk = await openPushDesk({ people: 5 });
  await desk.push();
  await desk.sessions((person) => person + 1);
  await desk.push();
  await mkdir(join(desk.terminal.state, 'rejected'), { recursive: true });
  stray = join(desk.terminal.state, 'rejected', 'push-20260101-000000-dead-Heap_Contact_Usage__c-1.parquet');
  writeFileSync(stray, 'left behind by a kill');
});
afterAll(() => desk.close());

const later = (line: string, types?: string) =>
  desk.terminal.run(line, { cwd: desk.folder, clock: inHundredDays, ...(types !== undefined && { types }) });
const runsThere = async () => (await desk.run('runs list --json')).json<readonly { kind: string }[]>().result.length;

test('runs that are not old enough stay, and a list that nothing points at goes at any age', async () => {
  const { code, stdout } = await desk.run('runs prune --older-than 90d --dry-run');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Would be forgotten: 0 runs from before .* 1 file of/);
  expect(existsSync(stray)).toBe(true);
});

test('a dry run tells of the runs that would go, and keeps all', async () => {
  const before = await runsThere();
  const { result } = (await later('runs prune --older-than 90d --dry-run --json')).json<Pruned>();
  expect(result).toMatchObject({ status: 'would-be-pruned', runs: before - 1, files: [stray] });
  expect(await runsThere()).toBe(before);
});

test('where nobody can be asked it says what it would forget and how to mean it', async () => {
  const { code, stderr } = await later('runs prune --older-than 90d');
  expect(code).toBe(2);
  expect(stderr).toContain('--yes');
});

test('a no keeps all, a yes forgets, and what the accepted values come from stays', async () => {
  const before = await runsThere();
  expect((await later('runs prune --older-than 90d', 'n\n')).code).toBe(1);
  expect(await runsThere()).toBe(before);
  const { code, stdout } = await later('runs prune --older-than 90d', 'y\n');
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^Forgotten: \d runs from before/)]);
  expect(await runsThere()).toBe(1);
  expect(existsSync(stray)).toBe(false);
  const [org = ''] = readdirSync(join(desk.terminal.state, 'snapshots'));
  expect(readdirSync(join(desk.terminal.state, 'snapshots', org))).toHaveLength(2);
  expect((await later('runs prune --older-than 90d --yes')).stdout).toMatch(/^No run that could be forgotten/);
  const { counts } = await desk.push();
  expect(counts).toMatchObject({ accepted: 0, unchanged: counts.input });
});

test('an age that is none is refused with the value and the forms', async () => {
  for (const age of ['soon', '0d', 'all', 'mtd', '90', '-5d', '11000d']) {
    const { code, stderr } = await desk.terminal.run(['runs', 'prune', `--older-than=${age}`], { cwd: desk.folder });
    expect(code, age).toBe(2);
    expect(stderr, age).toContain(`--older-than ${age} is no age of runs.`);
    expect(stderr, age).toContain('90d, 12w, 6mo');
  }
  expect((await desk.run('runs prune')).code).toBe(2);
});
