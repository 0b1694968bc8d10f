import { mkdtemp, readdir, rename, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PushReport } from '../../src/push/push-report.ts';
import { openTerminal } from '../support/heap-sf.ts';
import { contactOf, openPushDesk, type PushDesk } from '../support/push-desk.ts';

const PEOPLE = 30;

let desk: PushDesk;
beforeAll(async () => {
  desk = await openPushDesk({ people: PEOPLE });
  await desk.push();
});
afterAll(() => desk.close());

test('a state folder that was moved is known as before', async () => {
  const elsewhere = await mkdtemp(join(tmpdir(), 'moved-'));
  const state = join(elsewhere, 'state');
  const terminal = await openTerminal({ HEAP_SF_STATE: state });
  await rename(desk.terminal.state, state);
  try {
    const answer = await terminal.run('usage push --as-of 2026-06-30 --json', { cwd: desk.folder });
    expect(answer.json<PushReport>().result).toMatchObject({ status: 'done', toSend: 0 });
  } finally {
    await rename(state, desk.terminal.state);
    await terminal.remove();
    await rm(elsewhere, { recursive: true });
  }
});

test('contacts and accounts are read anew where those that are kept are damaged', async () => {
  const folder = join(desk.terminal.state, 'people');
  for (const name of await readdir(folder, { recursive: true }))
    if (name.endsWith('.parquet')) await truncate(join(folder, name), 100);
  expect(await desk.push()).toMatchObject({ status: 'done', toSend: 0 });
});

test.each(['usage push', 'usage push --dry-run', 'usage reconcile'])(
  'where what was accepted is damaged, %s names the file and the way out',
  async (line) => {
    await truncate(await snapshotOfContacts(), 100);
    const { code, stderr } = await desk.run(line);
    expect(code).toBe(10);
    expect(stderr).toContain(
      `What the org has accepted of Heap_Contact_Usage__c cannot be read: ${desk.terminal.state}`,
    );
    expect(stderr).toContain('heap-sf usage push --full');
  },
);

test('a full push then sends every row, and after it the org is known again', async () => {
  await rm(await snapshotOfContacts());
  expect(await desk.push('--full')).toMatchObject({ status: 'done', counts: { accepted: PEOPLE + 10 } });
  expect(await desk.push()).toMatchObject({ status: 'done', toSend: 0 });
});

test('without the ledger, the rows of those who are idle by now are found in the org and fall to quiet', async () => {
  const row = { Id: contactOf(0), Email: 'other@acme.example' };
  desk.org.control.write({ object: 'Contact', operation: 'update', rows: [row] });
  for (const name of await readdir(desk.terminal.state))
    if (/^ledger|^snapshots|^people/.test(name)) await rm(join(desk.terminal.state, name), { recursive: true });
  expect(await desk.push()).toMatchObject({ status: 'done', counts: { input: PEOPLE + 10, accepted: PEOPLE + 10 } });
  const held = await desk.held();
  expect([held.get(contactOf(0))?.Sessions__c, held.get(contactOf(1))?.Sessions__c]).toEqual([0, 1]);
  expect((await desk.run('usage reconcile')).code).toBe(0);
});

async function snapshotOfContacts(): Promise<string> {
  const folder = join(desk.terminal.state, 'snapshots');
  const [org = ''] = await readdir(folder);
  const [name = ''] = (await readdir(join(folder, org))).filter((one) => one.startsWith('Heap_Contact_Usage__c'));
  return join(folder, org, name);
}
