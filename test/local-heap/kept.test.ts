import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ManualClock } from '../../src/base/clock.ts';
import { digestOf, type LocalHeap, startLocalHeap } from '../../src/local-heap/index.ts';
import { APP, caller } from './caller.ts';

let folder: string;
let heap: LocalHeap;
const clock = new ManualClock('2026-07-01T12:00:00Z');

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'local-heap-kept-'));
  heap = await startLocalHeap({ folder, clock });
});
afterEach(async () => {
  await heap.close();
  rmSync(folder, { recursive: true, force: true });
});

async function startAgain(): Promise<void> {
  await heap.close();
  heap = await startLocalHeap({ folder, clock });
}

const send = async (path: string, body: object) => (await caller(heap)(path, body)).status;

/** What a thousand users have after so many rounds: one property of each round's parity, and the last round. */
const usersAfter = (round: number) =>
  Array.from({ length: 1000 }, (_, at) => ({
    identity: `user ${at}`,
    properties: { Round: round, ...(round > 0 ? { [`Kept ${at % 7}`]: 'x' } : {}) },
  }));

/** Sends them in another order each time. */
const shuffled = (round: number) => usersAfter(round).sort((a, b) => (a.identity + round < b.identity ? -1 : 1));

function rowsInFile(): number {
  const db = new DatabaseSync(join(folder, 'heap.sqlite'), { readOnly: true });
  const count = Number(db.prepare('SELECT count(*) AS n FROM user').get()?.['n']);
  db.close();
  return count;
}

test('users that change again and again do not fill the file, and are as they were last, after a restart too', async () => {
  for (let round = 0; round <= 80; round++) {
    expect(await send('add_user_properties', { users: shuffled(round) })).toBe(200);
    clock.advance(2000);
    // What is known of the rows is read from them again, with what is left behind among them.
    if (round === 40 || round === 70) await startAgain();
  }
  const expected = digestOf(usersAfter(80));
  expect(heap.digest(APP)).toEqual(expected);
  expect(rowsInFile()).toBeLessThanOrEqual(52_000);
  await startAgain();
  expect(heap.digest(APP)).toEqual(expected);
  expect(heap.apps()[0]?.users).toBe(1000);
  const pages = [];
  for (let after: number | undefined = 0; after !== undefined; ) {
    const page = heap.users(APP, { after, limit: 300 });
    pages.push(page.items.length);
    after = page.next;
  }
  expect(pages).toEqual([300, 300, 300, 100]);
});

test('a user that became another does not come back with a restart', async () => {
  await send('track', { user_id: '42', event: 'E' });
  await send('track', { user_id: '42', event: 'F' });
  await send('add_user_properties', { identity: 'bob', properties: { A: 1 } });
  await send('v1/identify', { user_id: '42', identity: 'bob' });
  await startAgain();
  expect(heap.userById(APP, '42')).toBeUndefined();
  expect(heap.users(APP).items.map(({ identity, properties }) => [identity, properties])).toEqual([['bob', { A: 1 }]]);
  expect(heap.events(APP).items.map(({ identity }) => identity)).toEqual(['bob', 'bob']);
  await send('track', { user_id: '42', event: 'G' });
  expect(heap.events(APP).items.map(({ identity }) => identity)).toEqual(['bob', 'bob', 'bob']);
});

test('what is refused leaves nothing behind, however often it is sent', async () => {
  for (let time = 0; time < 30; time++) await send('add_user_properties', { identity: 'bob', properties: { A: time } });
  const mixed = { users: [...usersAfter(0).slice(0, 500), { identity: 'bob', properties: { A: 99 } }] };
  for (let time = 0; time < 3; time++) expect(await send('add_user_properties', mixed)).toBe(429);
  const events = Array.from({ length: 1000 }, () => ({ identity: 'new', event: 'E' }));
  expect(await send('track', { events })).toBe(200);
  expect(await send('track', { events: [{ user_id: '7', event: 'E' }, ...events.slice(1)] })).toBe(429);
  expect(heap.users(APP).items.map(({ identity }) => identity)).toEqual(['bob', 'new']);
  expect([heap.apps()[0]?.users, heap.userById(APP, '7')]).toEqual([2, undefined]);
  await startAgain();
  expect(heap.users(APP).items.map(({ identity }) => identity)).toEqual(['bob', 'new']);
  clock.advance(60_000);
  expect(await send('add_user_properties', mixed)).toBe(200);
  expect([heap.apps()[0]?.users, heap.user(APP, 'bob')?.properties]).toEqual([502, { A: 99 }]);
});
