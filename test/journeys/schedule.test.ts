import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isRunning } from '../../src/base/is-running.ts';
import { openLedger } from '../../src/ledger/open-ledger.ts';
import type { Ledger } from '../../src/ledger/types/ledger.ts';
import type { RunRecord } from '../../src/ledger/types/run.ts';
import type { Attempt } from '../../src/ledger/types/schedule.ts';
import { openPullDesk, type PullDesk } from '../support/pull-desk.ts';

const program = fileURLToPath(new URL('../schedule/moved-program.ts', import.meta.url));

let desk: PullDesk;
let hooks: Server;
let env: NodeJS.ProcessEnv;
let scheduler: ChildProcess | undefined;
let ledger: Ledger;
let ada: string;
let [journal, printed] = ['', ''];
const told: string[] = [];

beforeAll(async () => {
  desk = await openPullDesk();
  hooks = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    told.push(JSON.parse(body).blocks[0].text.text);
    response.end('ok');
  });
  await new Promise<void>((resolve) => hooks.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(hooks.address() as AddressInfo).port}/services/T0/very-secret`;
  env = {
    ...process.env,
    HEAP_SF_STATE: desk.terminal.state,
    HEAP_SF_TEST_CLOCK: join(desk.terminal.state, 'clock'),
    HEAP_HOOK: url,
  };
  const more = `alerts: { to: [{ webhook: HEAP_HOOK }], late: 60 }
schedule: { port: 0, grace: 1 }
metrics: [{ name: Sessions, level: contact, event: session, measure: count, lookback: all }]`;
  await desk.configure('  contact: [Title]', more);
  await desk.users(['ada', 'grace']);
  const session = { session_id: 1, user_id: 1, time: '2026-01-10T12:00:00Z' };
  await writeFile(join(desk.folder, 'export', 'sessions.ndjson'), `${JSON.stringify(session)}\n`);
  [ada = ''] = desk.make('Contact', [{ LastName: 'Lovelace', Email: 'ada@acme.example', Title: 'Countess' }]);
  await moveTo('2026-03-08T07:30:00Z');
  for (const line of ['setup', 'metrics apply']) expect((await desk.run(line)).code).toBe(0);
  ledger = openLedger(desk.terminal.state, { clock: desk.clock });
});
afterAll(async () => {
  scheduler?.kill('SIGKILL');
  ledger.close();
  hooks.close();
  await desk.close();
});

async function moveTo(time: string): Promise<void> {
  desk.clock.set(time);
  const fresh = `${env['HEAP_SF_TEST_CLOCK']}.new`;
  // Whole or not at all: others read it at any moment.
  await writeFile(fresh, new Date(time).toISOString());
  await rename(fresh, env['HEAP_SF_TEST_CLOCK'] ?? '');
}

async function start(...more: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [program, 'schedule', 'run', '--json', ...more], { cwd: desk.folder, env });
  [journal, printed] = ['', ''];
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    journal += text;
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  scheduler = child;
  await until(() => printed.includes('\n}\n') || child.exitCode !== null, 'the scheduler says where it is');
}

async function end(signal: NodeJS.Signals): Promise<number | null> {
  const child = scheduler;
  if (child === undefined) throw new Error('No scheduler is there.');
  const closed = once(child, 'close');
  child.kill(signal);
  await closed;
  scheduler = undefined;
  return child.exitCode;
}

async function until(come: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let looks = 0; looks < 600; looks++) {
    if (await come()) return;
    await wait(50);
  }
  throw new Error(`It has not come that ${what}:\n${journal}`);
}

const attempts = (kind: Attempt['kind']) => ledger.schedule.attempts({ orgName: 'local', kind, limit: 100 });
const short = ({ due, number, status }: Attempt) => `${due.toISOString().slice(0, 16)} ${number} ${status}`;

/** Waits until the try at a moment has ended, as it is to. */
async function comes(kind: Attempt['kind'], wanted: string): Promise<void> {
  await until(() => attempts(kind).map(short).includes(wanted), `${kind} ${wanted}, but ${attempts(kind).map(short)}`);
}

async function health<T>(path: string): Promise<T> {
  const { url } = JSON.parse(printed).result;
  const answer = await fetch(`${url}${path}`);
  expect(answer.status).toBe(200);
  const text = await answer.text();
  return path === '/healthz' ? JSON.parse(text) : (text as T);
}

interface Health {
  readonly status: string;
  readonly kinds: readonly { readonly kind: string; readonly next: string }[];
  readonly last: Readonly<Record<string, { readonly status: string } | null>>;
}

test('the first start begins the schedule, and runs nothing of what was before it', async () => {
  await start();
  const { status, kinds, last } = await health<Health>('/healthz');
  expect(status).toBe('alive');
  expect(kinds.map(({ kind, next }) => `${kind} ${next}`)).toEqual([
    'pull 2026-03-08T08:00:00.000Z',
    'push 2026-03-08T08:00:00.000Z',
  ]);
  expect(last).toEqual({ pull: null, push: null });
});

test('a second scheduler of the same state folder is refused', async () => {
  const { code, stderr } = await desk.run('schedule run');
  expect([code, stderr]).toEqual([20, expect.stringContaining(`process ${scheduler?.pid} at http://127.0.0.1:`)]);
});

test('at midnight both run, and then a pull in each hour, the night in which one is skipped', async () => {
  await moveTo('2026-03-08T08:00:00Z');
  await comes('push', '2026-03-08T08:00 1 done');
  await comes('pull', '2026-03-08T08:00 1 done');
  for (const hour of ['09', '10', '11']) {
    await moveTo(`2026-03-08T${hour}:00:00Z`);
    await comes('pull', `2026-03-08T${hour}:00 1 done`);
  }
  expect(attempts('push')).toHaveLength(1);
  const [run] = ledger.listRuns({ kind: 'push', limit: 1 });
  expect(run?.asOf).toEqual(new Date('2026-03-08T08:00:00Z'));
  expect(run?.counts).toMatchObject({ input: 1, accepted: 1 });
  expect(desk.user('ada')).toMatchObject({ 'Salesforce Contact Title': 'Countess' });
});

test('what it did is there for a Prometheus to read', async () => {
  const text = await health<string>('/metrics');
  expect(text).toContain('heap_sf_runs_total{kind="pull",status="done",org="local"} 4\n');
  expect(text).toContain('heap_sf_runs_total{kind="push",status="failed",org="local"} 0\n');
  expect(text).toContain('heap_sf_rows_total{kind="push",outcome="accepted",org="local"} 1\n');
  expect(text).toMatch(/heap_sf_salesforce_requests_total\{kind="push",org="local"\} [1-9]/);
  const last = Date.parse('2026-03-08T11:00:00Z') / 1000;
  expect(text).toContain(`heap_sf_last_success_timestamp_seconds{kind="pull",org="local"} ${last}\n`);
});

test('its journal has a line of JSON for each event, and no secret', () => {
  const lines = journal
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.filter(({ message }) => message === 'ended')).toHaveLength(5);
  expect(lines.find(({ message, kind }) => message === 'ended' && kind === 'push')).toMatchObject({
    level: 'info',
    status: 'done',
    runId: expect.stringMatching(/^push-20260308-080000-/),
  });
  expect(journal).not.toContain('very-secret');
});

test('killed and started again after midnight, it catches up with one pull and one push of that midnight', async () => {
  await end('SIGKILL');
  await moveTo('2026-03-10T09:20:00Z');
  await start();
  // Two midnights of 23 and 24 hours were missed, and many hours: the newest of each counts.
  await comes('push', '2026-03-10T07:00 1 done');
  await comes('pull', '2026-03-10T09:00 1 done');
  expect(attempts('push')).toHaveLength(2);
  expect(attempts('pull')).toHaveLength(5);
  expect(ledger.listRuns({ kind: 'push', limit: 1 })[0]?.asOf).toEqual(new Date('2026-03-10T07:00:00Z'));
  // Nobody heard of it while it was away.
  await until(() => told.length >= 4, `late is told and over, but ${told}`);
  expect(told.toSorted()).toEqual([
    'The pull from Salesforce to Heap is late (local)',
    'The pull from Salesforce to Heap is well again (local)',
    'The push from Heap to Salesforce is late (local)',
    'The push from Heap to Salesforce is well again (local)',
  ]);
});

test('a pull waits for one that was started by hand, and is handed over when the scheduler is stopped', async () => {
  told.length = 0;
  const org = { orgId: desk.org.organizationId, orgName: 'local' };
  let letGo: () => void = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const byHand = ledger.withRun({ kind: 'pull', ...org }, async () => {
    await held;
    return { status: 'failed', result: undefined };
  });
  await moveTo('2026-03-10T10:00:00Z');
  await comes('pull', '2026-03-10T10:00 1 running');
  await moveTo('2026-03-10T11:10:00Z');
  await until(() => told.length > 0, 'it is told that the pull is late');
  expect(told).toEqual(['The pull from Salesforce to Heap is late (local)']);
  // Its second of grace is over before the other lets go.
  expect(await end('SIGTERM')).toBe(0);
  expect(attempts('pull').map(short)[0]).toBe('2026-03-10T10:00 1 interrupted');
  letGo();
  await byHand;
  const pulls = ledger.listRuns({ kind: 'pull', limit: 100 });
  expect(pulls.filter(({ started }) => started >= new Date('2026-03-10T10:00:00Z'))).toHaveLength(1);

  await start();
  await comes('pull', '2026-03-10T11:00 1 done');
  await until(() => told.length > 1, 'it is told that pulls are in time again');
  expect(told[1]).toBe('The pull from Salesforce to Heap is well again (local)');
});

/** Has the pull of an hour wait in the middle of its work, with a change that Heap is to hear of. */
async function pullHeldAt(time: string, title: string): Promise<number> {
  desk.update('Contact', [{ Id: ada, Title: title }]);
  const fault = desk.heap.control.addFault({ kind: 'hold' });
  await moveTo(time);
  await desk.heap.control.met(fault);
  return ledger.listRuns({ kind: 'pull', limit: 1 })[0]?.pid ?? 0;
}

const titleInHeap = () => desk.user('ada')?.['Salesforce Contact Title'];

test('stopped in the middle of a pull, the scheduler hands it over, and the next one ends it', async () => {
  told.length = 0;
  const pid = await pullHeldAt('2026-03-10T12:00:00Z', 'Enchantress');
  expect(await end('SIGTERM')).toBe(0);
  expect([attempts('pull').map(short)[0], isRunning(pid)]).toEqual(['2026-03-10T12:00 1 interrupted', false]);
  expect(titleInHeap()).toBe('Countess');
  desk.heap.control.clearFaults();
  await start('--grace', '600');
  await comes('pull', '2026-03-10T12:00 2 done');
  expect([titleInHeap(), told]).toEqual(['Enchantress', []]);
});

test('a second Ctrl-C ends the scheduler and its run at once, however long they have, and nothing is lost', async () => {
  const pid = await pullHeldAt('2026-03-10T13:00:00Z', 'Mathematician');
  scheduler?.kill('SIGINT');
  await until(() => journal.includes('"waits"'), 'it waits for the pull');
  expect(isRunning(pid)).toBe(true);
  await end('SIGINT');
  await until(() => !isRunning(pid), 'the pull is gone');
  desk.heap.control.clearFaults();
  await start();
  await comes('pull', '2026-03-10T13:00 2 done');
  expect([titleInHeap(), told]).toEqual(['Mathematician', []]);
});

test('a push that fails is told once, and once more when it is well again', async () => {
  told.length = 0;
  const folder = join(desk.folder, 'export');
  await rename(join(folder, 'sessions.ndjson'), join(folder, 'sessions.away'));
  for (const day of ['11', '12']) {
    await moveTo(`2026-03-${day}T07:00:00Z`);
    await comes('push', `2026-03-${day}T07:00 1 failed`);
    await comes('pull', `2026-03-${day}T07:00 1 done`);
  }
  // The clock has leapt over a day twice, and what was missed was caught up: nobody need hear of that.
  expect(told).toEqual(['The push from Heap to Salesforce failed (local)']);
  await rename(join(folder, 'sessions.away'), join(folder, 'sessions.ndjson'));
  await moveTo('2026-03-13T07:00:00Z');
  await comes('push', '2026-03-13T07:00 1 done');
  await until(() => told.length > 1, 'it is told that the push is well again');
  expect(told[1]).toBe('The push from Heap to Salesforce is well again (local)');
});

test('in the night with an hour twice there is one push, and a pull in both of them', async () => {
  expect(await end('SIGINT')).toBe(0);
  await moveTo('2026-11-01T06:30:00Z');
  await start();
  await comes('push', '2026-10-31T07:00 1 done');
  for (const hour of ['07', '08', '09', '10']) {
    await moveTo(`2026-11-01T${hour}:00:00Z`);
    await comes('pull', `2026-11-01T${hour}:00 1 done`);
  }
  await moveTo('2026-11-02T07:59:00Z');
  await comes('pull', '2026-11-02T07:00 1 done');
  await moveTo('2026-11-02T08:00:00Z');
  await comes('push', '2026-11-02T08:00 1 done');
  expect(attempts('push').slice(0, 3).map(short)).toEqual([
    '2026-11-02T08:00 1 done',
    '2026-11-01T07:00 1 done',
    '2026-10-31T07:00 1 done',
  ]);
});

test('what is next and what was last is shown while it is at work, and that it is not when it is gone', async () => {
  await comes('pull', '2026-11-02T08:00 1 done');
  const { stdout } = await desk.run('schedule show --count 1');
  expect(stdout).toContain(`The scheduler is at work (process ${scheduler?.pid}`);
  expect(stdout).toMatch(/push {2}2026-11-03 00:00 PST {2}2026-11-03 08:00/);
  expect(stdout).toMatch(/push {2}2026-11-02 08:00 {2}done {4}0s {4}push-20261102-080000-/);
  expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
  expect((await desk.run('schedule health')).code).toBe(0);
  expect(await end('SIGTERM')).toBe(0);
  expect((await desk.run('schedule health')).code).toBe(1);
  expect((await desk.run('schedule show')).stdout).toContain('No scheduler is at work.');
});

test('without a scheduler, what is due is run by whoever asks, and only that', async () => {
  const due = async () => {
    const child = spawn(process.execPath, [program, 'schedule', 'due', '--json'], { cwd: desk.folder, env });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    await once(child, 'close');
    const { kinds }: { kinds: { kind: string; status: string; ended?: { run: RunRecord } }[] } =
      JSON.parse(text).result;
    return [child.exitCode, ...kinds.map(({ kind, status }) => `${kind} ${status}`)];
  };
  expect(await due()).toEqual([0, 'pull not-due', 'push not-due']);
  await moveTo('2026-11-03T08:07:00Z');
  expect(await due()).toEqual([0, 'pull ran', 'push ran']);
  expect(await due()).toEqual([0, 'pull not-due', 'push not-due']);
  expect(ledger.listRuns({ kind: 'push', limit: 1 })[0]?.asOf).toEqual(new Date('2026-11-03T08:00:00Z'));
  expect(await readFile(join(desk.terminal.state, 'clock'), 'utf8')).toBe('2026-11-03T08:07:00.000Z');
});
