import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { ManualClock } from '../../src/base/clock.ts';
import type { DoctorReport } from '../../src/commands/doctor.ts';
import type { PushReport } from '../../src/push/push-report.ts';
import { noAws, openBucket, type SeenRequest, type TestBucket } from '../support/bucket.ts';
import { openTerminal, type Terminal } from '../support/heap-sf.ts';
import { runLine, startProgram } from '../support/program.ts';
import { projectFolder } from '../support/project.ts';

const sample = join(projectFolder, 'config', 'sample', 'export');
const push = 'usage push --as-of 2026-06-30';

let bucket: TestBucket;
let folder: string;
let terminal: Terminal;

beforeAll(async () => {
  bucket = await openBucket('heap-rs3-sample');
  folder = await mkdtemp(join(tmpdir(), 's3-source-'));
  const config = await readFile(join(projectFolder, 'config', 'heap.config.yaml'), 'utf8');
  await writeFile(
    join(folder, 'heap.config.yaml'),
    config.replace('connect: sample/export', 'connect: s3://heap-rs3-sample'),
  );
  terminal = await openTerminal({ AWS_ENDPOINT_URL_S3: bucket.endpoint });
  await bucket.putFolder(sample);
  signIn();
  for (const line of ['setup', 'metrics apply']) {
    const { code, stderr } = await terminal.run(line, { cwd: folder });
    expect(code, stderr).toBe(0);
  }
});
afterAll(async () => {
  await terminal.remove();
  await bucket.close();
  await rm(folder, { recursive: true, force: true });
});
afterEach(() => {
  bucket.serve(() => 'serve');
  vi.unstubAllEnvs();
});

function signIn(env: Readonly<Record<string, string>> = bucket.env): void {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value === '' ? undefined : value);
}

/** The parts that were read whole, not only their headers. */
const partsOf = (seen: readonly SeenRequest[]) =>
  seen.filter(({ line, range }) => line.endsWith('.avro') && range !== 'bytes=0-16383').map(({ line }) => line);

async function pushed(line: string, options: { readonly cwd?: string } = { cwd: folder }): Promise<PushReport> {
  const { code, stdout, stderr, json } = await terminal.run(`${line} --json`, options);
  expect(code, `${stdout}\n${stderr}`).toBe(0);
  return json<PushReport>().result;
}

test('init looks into a bucket, and takes the sessions and events that it finds there', async () => {
  signIn();
  const file = join(folder, 'begun.yaml');
  // What it reads is kept in a state of its own, so that the next ones read it themselves.
  const begun = await openTerminal({ AWS_ENDPOINT_URL_S3: bucket.endpoint });
  const { code, stderr } = await begun.run(['init', '--yes', '--source', 's3://heap-rs3-sample', '--config', file]);
  expect(code, stderr).toBe(0);
  const text = await readFile(file, 'utf8');
  expect(text).toContain('connect: "s3://heap-rs3-sample"');
  expect(text).toContain('event: dashboard_viewed');
  await begun.remove();
});

test('a push from a bucket sends what a push from a folder would, and the next night reads only the new dump', async () => {
  signIn();
  const fromFolder = await pushed(`${push} --dry-run`, {});
  const lastDump = (await readdir(join(sample, 'sync_1003'), { recursive: true })).filter((name) => name.includes('.'));
  for (const name of [...lastDump.map((one) => `sync_1003/${one}`), 'manifests/sync_1003.json']) bucket.remove(name);
  bucket.forget();
  const first = await pushed(push);
  expect(first.counts.accepted).toBe(first.counts.input);
  expect(partsOf(bucket.seen).length).toBeGreaterThan(10);

  for (const name of lastDump) bucket.put(`sync_1003/${name}`, await readFile(join(sample, 'sync_1003', name)));
  bucket.put('manifests/sync_1003.json', await readFile(join(sample, 'manifests/sync_1003.json')));
  bucket.forget();
  const second = await pushed(push);
  expect(second.events).toBe(fromFolder.events);
  expect(second.counts.accepted).toBeGreaterThan(0);
  const lines = bucket.seen.map(({ line }) => line);
  expect(lines.filter((line) => !line.includes('_1003') && line !== 'LIST manifests/')).toEqual([]);
  expect(lines.filter((line) => line.startsWith('LIST'))).toHaveLength(1);

  bucket.forget();
  const third = await pushed(push);
  expect(third.counts).toMatchObject({ input: fromFolder.counts.input, unchanged: third.counts.input });
  expect(bucket.seen.map(({ line }) => line)).toEqual(['LIST manifests/']);
});

test('the doctor tells how old the newest dump of a bucket is, and what keeps it from being read', async () => {
  const look = async () => {
    const answer = await terminal.run('doctor --json', { cwd: folder, clock: new ManualClock('2026-07-03T08:00:00Z') });
    const { findings } = answer.json<DoctorReport>().result;
    return findings.filter(({ group }) => group === 'Source').map(({ status, says }) => [status, says]);
  };
  signIn();
  expect(await look()).toEqual([
    ['passed', expect.stringContaining('3 dumps')],
    ['warned', 'written 3 days ago'],
  ]);
  signIn();
  bucket.serve(() => ({ status: 403, code: 'AccessDenied' }));
  expect((await look()).map(([status]) => status)).toEqual(['failed', 'not-checked']);
});

// Each start of the program takes its second on a busy machine.
const patience = { timeout: 240_000 };

test('killed at any request and started again, it reads no part twice that was kept', patience, async () => {
  signIn();
  const whole = await pushed(`${push} --dry-run`);
  const state = await mkdtemp(join(tmpdir(), 'killed-'));
  try {
    await cp(terminal.state, state, { recursive: true });
    await rm(join(state, 'export'), { recursive: true, force: true });
    const env = { ...process.env, ...bucket.env, HEAP_SF_STATE: state };
    const line = `node ${join(projectFolder, 'src/cli.ts')} ${push} --dry-run --json`;
    const fetched: string[] = [];
    for (const requests of [2, 9, 4]) {
      bucket.forget();
      const program = startProgram(line, { cwd: folder, env });
      bucket.serve((request) => {
        if (partsOf([request]).length > 0 && partsOf(bucket.seen).length === requests) program.kill();
        return 'serve';
      });
      const { signal } = await program.ended;
      if (signal === 'SIGKILL') fetched.push(...partsOf(bucket.seen).slice(0, -1));
    }
    bucket.serve(() => 'serve');
    bucket.forget();
    const end = await runLine(line, { cwd: folder, env });
    expect(end.exitCode, end.stderr).toBe(0);
    fetched.push(...partsOf(bucket.seen));
    expect(JSON.parse(end.stdout).result).toMatchObject({ events: whole.events, counts: whole.counts });
    // What was under way when it was killed may come again, nothing else.
    const twice = fetched.filter((part, at) => fetched.indexOf(part) !== at);
    expect(twice.length).toBeLessThanOrEqual(3);
    const left = await readdir(join(state, 'export'), { recursive: true });
    expect(left.filter((name) => name.endsWith('.unfinished'))).toEqual([]);
  } finally {
    await rm(state, { recursive: true, force: true, maxRetries: 3 });
  }
});

test('a download that a killed process began is taken up where it ended', patience, async () => {
  const state = await mkdtemp(join(tmpdir(), 'killed-'));
  try {
    await cp(terminal.state, state, { recursive: true });
    await rm(join(state, 'export'), { recursive: true, force: true });
    const env = { ...process.env, ...bucket.env, HEAP_SF_STATE: state };
    const line = `node ${join(projectFolder, 'src/cli.ts')} ${push} --dry-run`;
    const program = startProgram(line, { cwd: folder, env });
    let begun: string | undefined;
    bucket.serve((request) => {
      const [part] = partsOf([request]);
      if (part === undefined || !part.includes('pageviews')) return 'serve';
      begun ??= part;
      // It has some of the part, and goes on from there.
      if (part === begun && request.range !== undefined) program.kill();
      return part === begun ? { cutAfter: 6_000 } : 'serve';
    });
    expect((await program.ended).signal).toBe('SIGKILL');
    bucket.serve(() => 'serve');
    bucket.forget();
    const end = await runLine(line, { cwd: folder, env });
    expect(end.exitCode, end.stderr).toBe(0);
    const again = bucket.seen.filter((one) => one.line === begun && one.range !== 'bytes=0-16383');
    expect(again.map(({ range }) => range)).toEqual([expect.stringMatching(/^bytes=[1-9]\d+-$/)]);
  } finally {
    await rm(state, { recursive: true, force: true, maxRetries: 3 });
  }
});

test.each<
  [
    what: string,
    env: Readonly<Record<string, string>>,
    service: () => 'serve' | { status: number; code: string },
    code: number,
    says: RegExp,
  ]
>([
  [
    'no credentials',
    { ...noAws, AWS_REGION: 'us-east-1' },
    () => 'serve',
    15,
    /no AWS credentials were found[\s\S]*aws sso login/,
  ],
  ['no right to read', {}, () => ({ status: 403, code: 'AccessDenied' }), 16, /may not read it[\s\S]*s3:GetObject/],
  ['another region', {}, () => ({ status: 301, code: 'PermanentRedirect' }), 10, /another region[\s\S]*source\.region/],
])('%s ends a push before it signs in to Salesforce', async (_what, env, service, code, says) => {
  signIn({ ...bucket.env, ...env });
  bucket.serve(service);
  const answer = await terminal.run(push, { cwd: folder });
  expect(answer.stderr).toMatch(says);
  expect(answer.stderr).not.toMatch(/\n\s+at /);
  expect(answer).toMatchObject({ code, stdout: '' });
});
