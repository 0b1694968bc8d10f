import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { localHeapFolder } from '../../src/context/local-heap.ts';
import type { RunRecord } from '../../src/ledger/types/run.ts';
import { type LocalHeap, startLocalHeap } from '../../src/local-heap/index.ts';
import type { PullReport } from '../../src/pull/pull-report.ts';
import { openTerminal } from '../support/heap-sf.ts';
import { projectFolder } from '../support/project.ts';
import { addressOf, openPullDesk, type PullDesk } from '../support/pull-desk.ts';

let desk: PullDesk;
afterEach(() => desk.close());

const names = (count: number) => Array.from({ length: count }, (_, n) => `p${n}`);
const number = (value: number) => String(value).padStart(5, '0');

/** Contacts that Heap knows, made at one moment. */
async function people(count: number): Promise<readonly string[]> {
  desk.clock.set('2026-06-20T12:00:00Z');
  await desk.users(names(count));
  const rows = names(count).map((name, n) => ({ LastName: name, Email: addressOf(name), Title: number(n) }));
  const ids = desk.make('Contact', rows);
  desk.clock.set('2026-06-30T12:00:00Z');
  return ids;
}

/** People whom Heap has no title of. */
const without = (count: number) =>
  names(count).filter((name) => desk.user(name)?.['Salesforce Contact Title'] === undefined);

test('5,000 changes of one moment are read over its pages in five requests at most', async () => {
  desk = await openPullDesk();
  const ids = await people(5000);
  expect(await desk.pull()).toMatchObject({ status: 'done', counts: { accepted: 5000 } });
  desk.hours(1);
  desk.update(
    'Contact',
    ids.map((Id, n) => ({ Id, Title: `New ${number(n)}` })),
  );
  desk.hours(1);
  const report = await desk.pull();
  expect(report).toMatchObject({ status: 'done', counts: { accepted: 5000 } });
  expect(report.read[0]).toMatchObject({ changed: 5000 });
  expect(report.credits).toBeLessThanOrEqual(5);
  expect(desk.user('p4321')).toMatchObject({ 'Salesforce Contact Title': 'New 04321' });
  desk.hours(1);
  expect(await desk.pull()).toMatchObject({ credits: 1, levels: [] });
}, 60_000);

test('a pull whose credits are used up keeps what it has, and the next ones go on, oldest first', async () => {
  desk = await openPullDesk();
  await people(9000);
  await desk.configure('  contact: [Title]\n', 'credits: { perRun: 5 }\n');
  const first = await desk.pull();
  expect(first).toMatchObject({ status: 'partly', left: [{ object: 'contact', kind: 'first', total: 9000 }] });
  expect(first.counts.accepted).toBeGreaterThan(0);
  expect(first.problems[0]).toContain('of 5 Salesforce API requests of this run are used');
  let told = first.counts.accepted;
  for (let pulls = 0; pulls < 5 && without(9000).length > 0; pulls++) {
    desk.hours(1);
    const next = await desk.pull();
    told += next.counts.accepted;
  }
  expect([without(9000), told]).toEqual([[], 9000]);
  desk.hours(1);
  expect(await desk.pull()).toMatchObject({ status: 'done', credits: 1, left: [] });
}, 60_000);

test('deleted, merged and restored contacts are followed, and told of where that is wished', async () => {
  desk = await openPullDesk();
  const ids = await people(6);
  await desk.configure('  contact: [Title]\n  deleted: mark\n');
  await desk.pull();
  desk.hours(1);
  desk.remove('Contact', [ids[0]!]);
  await desk.merge('Contact', ids[2]!, ids[1]!);
  await desk.pull();
  const deleted = (name: string) => desk.user(name)?.['Salesforce Contact Deleted'];
  expect([deleted('p0'), deleted('p2')]).toEqual(['true', undefined]);
  expect(desk.user('p1')).toMatchObject({ 'Salesforce Contact Title': number(2) });
  desk.hours(1);
  desk.undelete('Contact', [ids[0]!]);
  desk.update('Contact', [{ Id: ids[0]!, Title: 'Back' }]);
  await desk.pull();
  expect([deleted('p0'), desk.user('p0')?.['Salesforce Contact Title']]).toEqual(['false', 'Back']);
}, 60_000);

test('of several accounts of a contact the one updated last is told, and another one when a relation goes', async () => {
  desk = await openPullDesk();
  desk.relateToSeveral();
  desk.clock.set('2026-06-20T12:00:00Z');
  await desk.users(['p0']);
  const [own, other] = desk.make('Account', [{ Name: 'Own' }, { Name: 'Other' }]);
  const [contact] = desk.make('Contact', [{ LastName: 'p0', Email: addressOf('p0'), AccountId: own }]);
  const [relation] = desk.make('AccountContactRelation', [{ ContactId: contact, AccountId: other }]);
  desk.clock.set('2026-06-30T12:00:00Z');
  await desk.pull();
  const account = () => desk.user('p0')?.['account_id'];
  for (const [id, Name] of [
    [own!, 'Own, later'],
    [other!, 'Other, later still'],
  ] as const) {
    desk.hours(1);
    desk.update('Account', [{ Id: id, Name }]);
    await desk.pull();
    expect(account()).toBe(id);
  }
  desk.hours(1);
  desk.remove('AccountContactRelation', [relation!]);
  const report = await desk.pull();
  expect([account(), report.credits]).toEqual([own, 1]);
  expect(report.read[2]).toMatchObject({ object: 'relation', changed: 1 });
}, 60_000);

test('what was purged while nobody pulled is found by reading all once more', async () => {
  desk = await openPullDesk();
  const ids = await people(4);
  await desk.configure('  contact: [Title]\n  deleted: mark\n');
  await desk.pull();
  desk.remove('Contact', [ids[3]!]);
  desk.hours(24 * 40);
  const { stderr } = await desk.run('fields pull --environment local');
  expect(stderr).toContain('heap-sf fields pull --full');
  await desk.pull('--full');
  expect(desk.user('p3')).toMatchObject({ 'Salesforce Contact Deleted': 'true' });
  expect(desk.user('p2')?.['Salesforce Contact Deleted']).toBeUndefined();
}, 60_000);

test('a login that is revoked in the middle ends the pull, what was read is kept and told, and the next one goes on', async () => {
  desk = await openPullDesk();
  await people(7000);
  const answer = { kind: 'answer', status: 401, code: 'INVALID_SESSION_ID', message: 'Session expired' } as const;
  desk.org.control.addFault({ ...answer, path: '/services/data/*/queryAll/*', nth: 2, times: 0 });
  const { code, stderr } = await desk.run('fields pull --environment local');
  expect([code, stderr]).toEqual([15, expect.stringContaining('Session expired')]);
  const left = without(7000).length;
  expect(left).toBeLessThan(7000);
  expect(left).toBeGreaterThan(0);
  const [run] = (await desk.run('runs list --json')).json<RunRecord[]>().result;
  expect(run).toMatchObject({ kind: 'pull', status: 'failed', counts: { accepted: 7000 - left } });
  desk.org.control.clearFaults();
  expect(await desk.pull()).toMatchObject({ status: 'done', counts: { accepted: left, unchanged: 0 } });
}, 60_000);

test('while Heap is down nothing is lost, nothing is read twice, and the next pull tells the oldest first', async () => {
  desk = await openPullDesk();
  const ids = await people(50);
  await desk.pull();
  // Longer than anybody waits within a run.
  const answer = { kind: 'answer', status: 503, headers: { 'retry-after': '3600' } } as const;
  const down = desk.heap.control.addFault({ ...answer, path: '/api/*', times: 0 });
  for (let hour = 0; hour < 3; hour++) {
    desk.hours(1);
    desk.update('Contact', [{ Id: ids[hour]!, Title: `Hour ${hour}` }]);
    const { code } = await desk.run('fields pull --environment local');
    expect(code).not.toBe(0);
  }
  desk.heap.control.removeFault(down);
  desk.hours(1);
  const report = await desk.pull();
  expect(report).toMatchObject({ status: 'done', lookedAt: 'touched', counts: { accepted: 3, unchanged: 0 } });
  expect(report.read[0]).toMatchObject({ changed: 0, swept: 0 });
  expect(desk.user('p2')).toMatchObject({ 'Salesforce Contact Title': 'Hour 2' });
}, 60_000);

test('the one whom Heap refuses is named and tried again, and the others arrive', async () => {
  desk = await openPullDesk();
  await people(30);
  const bad = desk.heap.control.addFault({
    kind: 'answer',
    status: 400,
    message: 'Bad request',
    path: '/api/*',
    identity: 'p7',
    times: 0,
  });
  const report = await desk.pull();
  expect(report).toMatchObject({ status: 'partly', counts: { accepted: 29, rejected: 1, unprocessed: 0 } });
  expect(report.levels.find(({ level }) => level === 'contact')?.rejected).toEqual([{ code: '400', rows: 1 }]);
  expect(without(30)).toEqual(['p7']);
  desk.heap.control.removeFault(bad);
  desk.hours(1);
  expect(await desk.pull()).toMatchObject({ status: 'done', counts: { accepted: 1, unchanged: 0 }, credits: 1 });
}, 60_000);

test('an org whose clock is an hour off, or set back, loses no change', async () => {
  desk = await openPullDesk();
  const ids = await people(10);
  desk.org.control.moveClock({ by: 3_600_000 });
  expect(await desk.pull()).toMatchObject({ status: 'done', counts: { accepted: 10 } });
  desk.hours(1);
  desk.update('Contact', [{ Id: ids[0]!, Title: 'Ahead' }]);
  expect(await desk.pull()).toMatchObject({ counts: { accepted: 1 } });
  desk.org.control.moveClock({ by: -2 * 3_600_000 });
  desk.update('Contact', [{ Id: ids[1]!, Title: 'Behind' }]);
  desk.clock.advance(1_800_000);
  expect(await desk.pull()).toMatchObject({ counts: { accepted: 1 } });
  expect(desk.user('p1')).toMatchObject({ 'Salesforce Contact Title': 'Behind' });
}, 60_000);

test('killed again and again, a pull comes to its end, and Heap has what it is to have', async () => {
  desk = await openPullDesk();
  await people(4000);
  const line = [`${projectFolder}src/cli.ts`, 'fields', 'pull', '--environment', 'local'];
  let kills = 0;
  for (let after = 300; after < 2400; after += 300) {
    const child = spawn(process.execPath, line, {
      cwd: desk.folder,
      env: { ...process.env, HEAP_SF_STATE: desk.terminal.state },
      stdio: 'ignore',
    });
    const closed = once(child, 'close');
    await Promise.race([wait(after), closed]);
    if (child.exitCode === null) kills += 1;
    child.kill('SIGKILL');
    await closed;
  }
  expect(kills).toBeGreaterThan(0);
  const report = await desk.pull();
  expect(report.status).toBe('done');
  expect(without(4000)).toEqual([]);
  expect(await desk.pull()).toMatchObject({ status: 'done', counts: { accepted: 0 } });
}, 60_000);

test('a state folder that has lost a file says so, and reading everything once more mends it', async () => {
  desk = await openPullDesk();
  await people(3);
  const { org } = await desk.pull();
  const folder = join(desk.terminal.state, 'pull', `${org.id}-local`);
  await rm(join(folder, 'contact-1.parquet'));
  const { code, stderr } = await desk.run('fields pull --environment local');
  expect([code, stderr]).toEqual([expect.any(Number), expect.stringContaining('has lost contact-1.parquet')]);
  expect(stderr).toContain('heap-sf fields pull --full');
  expect(await desk.pull('--full')).toMatchObject({ status: 'done', counts: { accepted: 3 } });
  expect(await desk.pull()).toMatchObject({ status: 'done', levels: [] });
}, 60_000);

test('a local Heap that was thrown away and made anew is told all again', async () => {
  desk = await openPullDesk();
  await people(3);
  expect(await desk.pull()).toMatchObject({ counts: { accepted: 3 } });
  await desk.heap.close();
  expect((await desk.run('local-heap reset --yes')).code).toBe(0);
  expect(await desk.pull()).toMatchObject({ status: 'done', counts: { accepted: 3 } });
  const anew = await startLocalHeap({ folder: localHeapFolder(desk.terminal.state) });
  expect(anew.user('local', 'p2')?.properties).toMatchObject({ 'Salesforce Contact Title': number(2) });
  await anew.close();
  expect(await desk.pull()).toMatchObject({ status: 'done', levels: [] });
}, 60_000);

test('what went to one place is told again where the same app turns out to lie elsewhere', async () => {
  desk = await openPullDesk();
  await people(3);
  const heap = '{ appId: 7, environment: development }';
  const lines = ['source: { files: export }', `environments: { eu: { org: local, heap: ${heap} } }`];
  await writeFile(join(desk.folder, 'heap.config.yaml'), `${[...lines, 'pull: { contact: [Title] }'].join('\n')}\n`);
  const pullInto = async (place: LocalHeap) => {
    const terminal = await openTerminal({ HEAP_SF_STATE: desk.terminal.state, HEAP_SF_HEAP_URL: place.url });
    const line = 'fields pull --environment eu --json';
    const { result } = (await terminal.run(line, { cwd: desk.folder, clock: desk.clock })).json<PullReport>();
    await terminal.remove();
    return result;
  };
  const places = [await startLocalHeap(), await startLocalHeap()];
  for (const place of places) {
    expect(await pullInto(place)).toMatchObject({ status: 'done', counts: { accepted: 3 } });
    expect(place.user('7', 'p1')?.properties).toEqual({ 'Salesforce Contact Title': number(1) });
    expect(await pullInto(place)).toMatchObject({ status: 'done', levels: [] });
  }
  for (const place of places) await place.close();
}, 60_000);

test('two pulls of one org do not go on together, and the second says who is at it', async () => {
  desk = await openPullDesk();
  await people(3);
  const held = desk.org.control.addFault({ kind: 'hold', path: '/services/data/*/composite' });
  const first = desk.pull();
  await desk.org.control.met(held);
  const { code, stderr } = await desk.run('fields pull --environment local');
  expect([code, stderr]).toEqual([expect.any(Number), expect.stringMatching(/Org local is in use by pull-/)]);
  expect(code).not.toBe(0);
  desk.org.control.removeFault(held);
  expect(await first).toMatchObject({ status: 'done' });
}, 60_000);
