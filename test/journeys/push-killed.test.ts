import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunDetail } from '../../src/ledger/types/run.ts';
import { namesIn } from '../../src/push/history/history-files.ts';
import { projectFolder } from '../support/project.ts';
import { contactOf, type HeldRow, openPushDesk, type PushDesk } from '../support/push-desk.ts';

const KILLS = 30;
/** So many that all of them go by Bulk API 2.0. */
const PEOPLE = 2001;
const line = ['usage', 'push', '--as-of', '2026-06-30'];

/** People by the Id of their Contact. */
const personOf = new Map(Array.from({ length: PEOPLE }, (_, person) => [contactOf(person), person]));

let desk: PushDesk;
beforeAll(async () => {
  desk = await openPushDesk({ people: PEOPLE });
});
afterAll(() => desk.close());

/** The same moments in each run of this test; others with another seed. */
function randomly(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function startPush() {
  const child = spawn(process.execPath, [`${projectFolder}src/cli.ts`, ...line], {
    cwd: desk.folder,
    env: { ...process.env, HEAP_SF_STATE: desk.terminal.state },
    stdio: 'ignore',
  });
  return { child, closed: once(child, 'close') };
}

/** Kills a push while a request of its is under way, which then never comes. */
async function killedAt(method: string, path: string): Promise<void> {
  const held = desk.org.control.addFault({ kind: 'hold', method, path });
  const { child, closed } = startPush();
  await desk.org.control.met(held);
  child.kill('SIGKILL');
  await closed;
  desk.org.control.removeFault(held);
}

/** Files and folders that a push had under way. */
async function leftovers(): Promise<readonly string[]> {
  const { state } = desk.terminal;
  const own = (await readdir(state)).filter((name) => /^(warehouse|read)-/.test(name));
  return [...own, ...(await namesIn(join(state, 'sent')))].sort();
}

/** Starts a push in a process of its own, and kills it so long after its run began; if that has ended before, tells how long it took. */
async function killedPush(afterMs: number): Promise<number | undefined> {
  const { child, closed } = startPush();
  const ledger = new DatabaseSync(join(desk.terminal.state, 'ledger.sqlite'), { readOnly: true });
  const runs = ledger.prepare("SELECT count(*) AS n, count(ended) AS ended FROM run WHERE kind = 'push'");
  const before = runs.get();
  while (child.exitCode === null && runs.get()?.['n'] === before?.['n']) await wait(2);
  const began = performance.now();
  await Promise.race([wait(afterMs), closed]);
  const took = performance.now() - began;
  child.kill('SIGKILL');
  await closed;
  const after = runs.get();
  ledger.close();
  return after?.['ended'] === after?.['n'] ? took : undefined;
}

/** The rows as they are once nothing that the killed push began is under way in the org any more. */
async function settledRows(): Promise<ReadonlyMap<string, HeldRow>> {
  for (let before = await desk.held(); ; ) {
    await wait(100);
    const after = await desk.held();
    if (JSON.stringify([...after]) === JSON.stringify([...before])) return after;
    before = after;
  }
}

test(`killed at ${KILLS} random moments and started again, a push sends no accepted row twice and loses none`, async () => {
  const random = randomly(20_260_630);
  const whole = await killedPush(120_000);
  if (whole === undefined) throw new Error('The first push took more than two minutes.');
  // Of pushes by collections and by bulk: the longest that may be waited for, so that most are killed before their end.
  const most: [collections: number, bulk: number] = [whole, whole];

  const counts = Array.from({ length: PEOPLE }, () => 1);
  let kills = 0;
  for (let round = 1; kills < KILLS; round++) {
    // Every other time all people have one session more, which goes by bulk, and else a few, which goes by collections.
    for (const person of counts.keys()) if (round % 2 === 0 || person % 10 === 0) counts[person]! += 1;
    const sessions = (person: number) => counts[person] ?? 0;
    await desk.sessions(sessions);
    desk.org.control.moveClock({ by: 60_000 });
    const before = await desk.held();
    const way = round % 2 === 0 ? 1 : 0;
    const took = await killedPush(most[way] * random());
    if (took === undefined) kills += 1;
    else most[way] = Math.min(most[way], took);

    const cut = await settledRows();
    desk.org.control.moveClock({ by: 60_000 });
    const report = await desk.push();
    const after = await desk.held();

    const { input, accepted, rejected, unprocessed, unchanged } = report.counts;
    expect(report.status).toBe('done');
    expect(accepted + rejected + unprocessed + unchanged).toBe(input);
    expect([...after.values()].map((row) => row.Sessions__c)).toEqual(
      [...after.keys()].map((contact) => sessions(personOf.get(contact) ?? -1)),
    );
    // What was accepted before the kill was not written again: its stamp is still that of then.
    const taken = [...cut].filter(([contact, row]) => row.SystemModstamp !== before.get(contact)?.SystemModstamp);
    for (const [contact, row] of taken) expect(after.get(contact)).toEqual(row);
  }

  expect((await desk.push()).toSend).toBe(0);
  expect((await desk.run('usage reconcile')).code).toBe(0);
  // What the killed pushes had begun to write is gone: once all is written anew, one file for each object is left.
  expect((await desk.push('--full')).status).toBe('done');
  const snapshots = join(desk.terminal.state, 'snapshots', desk.org.organizationId);
  expect((await readdir(snapshots)).map((file) => file.split('__c-')[0])).toEqual([
    'Heap_Account_Usage',
    'Heap_Contact_Usage',
  ]);
  expect(await leftovers()).toEqual([]);
  const runs = (await desk.run('runs list --kind push --limit 1000 --json')).json<RunDetail[]>().result;
  expect(runs.filter(({ error }) => error?.interrupted === true)).toHaveLength(KILLS);
}, 1_800_000);

test('what a killed push had read and written goes with the next one, also where no job came of it', async () => {
  await desk.sessions(() => 100);
  await rm(join(desk.terminal.state, 'people'), { recursive: true, force: true });
  await killedAt('GET', '*/jobs/query/*/results*');
  expect(await leftovers()).toEqual([expect.stringMatching(/^read-/), expect.stringMatching(/^warehouse-/)]);
  await killedAt('POST', '*/jobs/ingest');
  expect(await leftovers()).toEqual([expect.stringMatching(/^push-/), expect.stringMatching(/^warehouse-/)]);
  expect((await desk.push()).counts.accepted).toBe(PEOPLE);
  expect(await leftovers()).toEqual([]);
});
