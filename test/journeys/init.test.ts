import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { localOrgFolder } from '../../src/context/local-org.ts';
import { sampleRecords } from '../../src/context/sample.ts';
import { type LocalOrg, startLocalOrg } from '../../src/local-org/index.ts';
import type { PullReport } from '../../src/pull/pull-report.ts';
import type { PushReport } from '../../src/push/push-report.ts';
import { registerLocalAlias } from '../../src/salesforce/sf-auth.ts';
import { openTerminal, type Terminal } from '../support/heap-sf.ts';
import { makeSfHome, type SfHome } from '../support/sf-home.ts';

let terminal: Terminal;
let folder: string;
let home: SfHome;
let org: LocalOrg;
const before = { ...process.env };

beforeAll(async () => {
  home = await makeSfHome();
  Object.assign(process.env, home.env);
  terminal = await openTerminal();
  folder = await mkdtemp(join(tmpdir(), 'init-'));
  org = await startLocalOrg({ folder: localOrgFolder(terminal.state), seed: sampleRecords });
});
afterAll(async () => {
  process.env = before;
  await org.close();
  await terminal.remove();
  await home.remove();
  await rm(folder, { recursive: true, force: true });
});

const run = (line: string | readonly string[], cwd = folder) => terminal.run(line, { cwd });
const configOf = (name = 'heap.config.yaml') => readFile(join(folder, name), 'utf8');

describe('a new user in an empty folder', () => {
  it('is led to init by the first command that needs a configuration', async () => {
    const { code, stderr } = await run('metrics list');
    expect([code, stderr]).toEqual([10, expect.stringContaining('heap-sf init')]);
  });

  it('gets from nothing to figures in Salesforce and fields in Heap in seven commands', async () => {
    const made = await run('init --yes');
    expect([made.code, made.stderr]).toEqual([0, '']);
    expect(made.stdout).toMatch(/Join key +Contact.Email = email \(93\.5 % of the users with one match\)/);
    const next = [...made.stdout.matchAll(/^ {2}heap-sf ((?:[\w-]+ ?)+?)(?: {2,}.*)$/gm)].map(([, line = '']) =>
      line.trim(),
    );
    expect(next).toEqual(['setup', 'metrics apply', 'doctor', 'usage push --dry-run', 'usage push', 'fields pull']);
    for (const line of next.slice(0, 4)) expect((await run(line)).code, line).toBe(0);
    const push = (await run('usage push --as-of 2026-06-30 --json')).json<PushReport>().result;
    expect([push.status, push.counts.rejected, push.counts.accepted > 1000]).toEqual(['done', 0, true]);
    const pull = (await run('fields pull --json')).json<PullReport>().result;
    expect([pull.status, pull.counts.rejected, pull.counts.accepted > 1000]).toEqual(['done', 0, true]);
  });

  it('is not robbed of what stands there already', async () => {
    const first = await configOf();
    const again = await run('init --yes');
    expect([again.code, again.stderr]).toEqual([19, expect.stringContaining('heap-sf init --force')]);
    const forced = await run('init --yes --force --offline --event session --field Contact.Title');
    expect(forced.code, forced.stderr).toBe(0);
    expect(await configOf('heap.config.before-1.yaml')).toBe(first);
    const offline = await configOf();
    expect(offline).not.toBe(first);
    expect(offline.match(/- name: .*/g)).toEqual(['- name: Sessions Past 7 Days']);
    await run('init --yes --force');
    expect(await configOf('heap.config.before-2.yaml')).toBe(offline);
    // A proposal is the same whenever it is made of the same.
    expect(await configOf()).toBe(first);
    expect((await readdir(folder)).filter((name) => name.endsWith('.yaml'))).toHaveLength(3);
  });

  it('is asked in a terminal, and every answer can be another one', async () => {
    const { organizationId } = org.orgs.create({ name: 'UAT', kind: 'sandbox' });
    const uat = org.orgs.list().find((one) => one.organizationId === organizationId);
    await registerLocalAlias({ alias: 'uat', instanceUrl: org.url, accessToken: uat?.accessToken() ?? '' });
    const other = await mkdtemp(join(tmpdir(), 'init-'));
    const [down, tab, enter] = ['\u001b[B', '\t', '\r'];
    const { code, stdout, stderr } = await terminal.run('init', {
      cwd: other,
      answers: [
        ['Which Salesforce org', down + enter],
        ['Where is the Heap data?', enter],
        ['Which figures shall Salesforce show?', down + tab + enter],
        ['App id of the Heap', `2084764332${enter}`],
      ],
    });
    expect(code, stderr).toBe(0);
    const text = await readFile(join(other, 'heap.config.yaml'), 'utf8');
    expect(text).toContain('    org: uat\n    heap: { appId: "2084764332", environment: development }');
    // The cursor begins at the last one that is ticked.
    expect(text.match(/- name: .*/g)).toEqual([
      '- name: Sessions Past 7 Days',
      '- name: Dashboard Viewed Past 4 Weeks',
      '- name: Report Exported Past 4 Weeks',
      '- name: Checkout Completed Past 4 Weeks',
    ]);
    // That org has nobody in it, which is no reason to stop.
    expect(stderr).toContain('No Heap user matches a contact by Contact.Email = email');
    expect(stdout).toContain('heap-sf setup -e main');
    expect(stdout.split('\n').filter((line) => line.length > 80 && !line.includes(tmpdir()))).toEqual([]);
    await rm(other, { recursive: true });
  });

  it('is asked for the admin where sf knows another user of the org, without whom a new connecting user sees nothing', async () => {
    const other = await mkdtemp(join(tmpdir(), 'init-'));
    await registerLocalAlias({
      alias: 'heap-sync',
      instanceUrl: org.url,
      accessToken: org.accessToken('heap-sync@heap.local'),
    });
    await registerLocalAlias({
      alias: 'admin',
      instanceUrl: org.url,
      accessToken: org.accessToken('admin@heap.local'),
    });
    const answer = { kind: 'answer', status: 403, message: 'API is disabled for this User' } as const;
    org.control.addFault({ ...answer, code: 'API_CURRENTLY_DISABLED', path: '/services/data/v*', times: 0 });
    const alone = await terminal.run('init --yes -o heap-sync', { cwd: other });
    org.control.clearFaults();
    expect([alone.code, alone.stderr]).toEqual([
      16,
      expect.stringContaining('heap-sf init -o heap-sync --admin-org ADMIN'),
    ]);
    const { code, stderr } = await terminal.run('init -o heap-sync', {
      cwd: other,
      answers: [
        ['Who sets up there', '\u001b[B\r'],
        ['Where is the Heap data?', '\r'],
        ['Which figures shall Salesforce show?', '\r'],
        ['Which fields shall Heap get?', '\r'],
        ['App id of the Heap', 'none\r'],
      ],
    });
    expect(code, stderr).toBe(0);
    expect(await readFile(join(other, 'heap.config.yaml'), 'utf8')).toContain('    org: heap-sync\n    admin: admin');
    await rm(other, { recursive: true });
  });

  it('who goes away in the middle leaves nothing behind', async () => {
    const other = await mkdtemp(join(tmpdir(), 'init-'));
    const answers = [['Which Salesforce org', '\u0003']] as const;
    const { code, stderr } = await terminal.run('init', { cwd: other, answers });
    expect([code, stderr]).toEqual([2, expect.stringContaining('Nothing was written')]);
    expect(await readdir(other)).toEqual([]);
    await rm(other, { recursive: true });
  });
});

test.each<[what: string, line: string, code: number, says: string]>([
  ['a source that is not there', '--source nowhere', 13, 'There is no folder'],
  ['a source of another kind', '--source gs://bucket', 13, 'neither s3://bucket/prefix nor a folder'],
  ['a join key that is no pair', '--join Email', 2, 'no pair of a Contact field'],
  ['a join key that Heap lacks', '--join Email=e_mail', 11, 'e_mail'],
  ['an event that there is none of', '--event report_exportd', 11, 'Did you mean report_exported'],
  ['a field without its object', '--field Title', 2, '--field Contact.Title'],
  ['a field that there is none of', '--field Contact.Titel', 11, 'Did you mean Title'],
  ['an app id that is none', '--heap acme', 2, 'no app id'],
])('%s is named, and nothing is written', async (_, words, code, says) => {
  const other = await mkdtemp(join(tmpdir(), 'init-'));
  const answer = await run(`init --yes ${words}`, other);
  expect([answer.code, answer.stderr]).toEqual([code, expect.stringContaining(says)]);
  expect((await readdir(other)).filter((name) => name.endsWith('.yaml'))).toEqual([]);
  await rm(other, { recursive: true });
});

test('plain files are taken as they are, with a path that moves along with the folder', async () => {
  const other = await mkdtemp(join(tmpdir(), 'init-'));
  await writeFile(join(other, 'users.ndjson'), '{"user_id":1,"email":"ann@acme.example"}\n');
  const line = ['init', '--yes', '--offline', '--source', '.', '--config', join(other, 'new.yaml')];
  const { code, stderr } = await run(line, other);
  // Nothing is done there that could be counted, and no field is asked for: such a file would say nothing.
  expect([code, stderr]).toEqual([10, expect.stringContaining('says nothing to do')]);
  await writeFile(join(other, 'sessions.ndjson'), '{"user_id":1,"session_id":1,"time":"2026-06-29T12:00:00Z"}\n');
  expect((await run(line, other)).code).toBe(0);
  expect(await readFile(join(other, 'new.yaml'), 'utf8')).toContain('files: "."\n');
  await rm(other, { recursive: true });
});

test.each(['init --yes --offline --force', 'org list', 'metrics preview --offline'])(
  'the state folder is for its owner alone, also where %s is what makes it',
  async (line) => {
    const state = join(await mkdtemp(join(folder, 'fresh-')), 'state');
    const fresh = await openTerminal({ HEAP_SF_STATE: state });
    await fresh.run(line, { cwd: folder });
    await fresh.remove();
    expect(((await stat(state)).mode & 0o777).toString(8)).toBe('700');
  },
);
