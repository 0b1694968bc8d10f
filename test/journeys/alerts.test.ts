import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { RunDetail } from '../../src/ledger/types/run.ts';
import { makeCertificate } from '../support/certificate.ts';
import { openForwardProxy } from '../support/forward-proxy.ts';
import { type Answer, openTerminal, type Terminal } from '../support/heap-sf.ts';
import { runLine } from '../support/program.ts';
import { openPushDesk, type PushDesk } from '../support/push-desk.ts';

const [HOOK, PASSWORD] = ['/services/T0/B0/very-secret', 'pass-word-of-smtp'];

interface Posted {
  readonly text: string;
  readonly blocks: readonly { readonly type: string; readonly text?: { readonly text: string } }[];
}

let desk: PushDesk;
let terminal: Terminal;
let hooks: Server;
let smtp: SMTPServer;
let answer = 200;
let takesMail = true;
const posted: Posted[] = [];
const mails: string[] = [];
const notes = () => join(desk.folder, 'notes.ndjson');

beforeAll(async () => {
  desk = await openPushDesk({ people: 20 });
  hooks = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    if (answer === 200 && request.url === HOOK) posted.push(JSON.parse(body));
    response.writeHead(answer).end(answer === 200 ? 'ok' : 'no_service');
  });
  await new Promise<void>((resolve) => hooks.listen(0, '127.0.0.1', resolve));
  smtp = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    onAuth: ({ username, password }, _session, done) =>
      username === 'heap' && password === PASSWORD && takesMail
        ? done(null, { user: 'heap' })
        : done(new Error('Invalid login')),
    onData(stream, _session, done) {
      let mail = '';
      stream.setEncoding('utf8').on('data', (part: string) => {
        mail += part;
      });
      stream.on('end', () => {
        mails.push(mail);
        done();
      });
    },
  });
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
  const mailPort = (smtp.server.address() as AddressInfo).port;
  // A program of somebody's own, run without a shell.
  const script = join(desk.folder, 'note.mjs');
  await writeFile(
    script,
    `import { appendFileSync } from 'node:fs';
let text = '';
for await (const part of process.stdin) text += part;
appendFileSync(process.argv[2], text);
`,
  );
  await desk.configure(`alerts:
  to:
    - { webhook: HEAP_HOOK }
    - email: { to: [night@acme.example], from: heap@acme.example, host: 127.0.0.1, port: ${mailPort}, security: none, user: heap, password: HEAP_SMTP }
    - { command: [${process.execPath}, ${script}, "notes.ndjson"] }
  idleDays: 3
`);
  terminal = await openTerminal({
    HEAP_SF_STATE: desk.terminal.state,
    HEAP_HOOK: `http://127.0.0.1:${(hooks.address() as AddressInfo).port}${HOOK}`,
    HEAP_SMTP: PASSWORD,
  });
  await writeFile(notes(), '');
});
afterAll(async () => {
  hooks.close();
  await new Promise<void>((resolve) => smtp.close(() => resolve()));
  await terminal.remove();
  await desk.close();
});
beforeEach(async () => {
  posted.length = 0;
  mails.length = 0;
  await writeFile(notes(), '');
});

function run(line: string): Promise<Answer> {
  return terminal.run(line, { cwd: desk.folder });
}

async function push(): Promise<Answer> {
  const ended = await run('usage push --as-of 2026-06-30 --json');
  expect(ended.stdout + ended.stderr).not.toMatch(/very-secret|pass-word/);
  return ended;
}

const titles = () => posted.map(({ blocks }) => blocks[0]?.text?.text);
const noted = async () =>
  (await readFile(notes(), 'utf8'))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
const lastRun = async () => (await run('runs show latest --json')).json<RunDetail>().result;

test('a test message gets to each channel', async () => {
  const { code, stdout } = await run('alerts test');
  expect([code, stdout]).toEqual([
    0,
    `Sent by webhook HEAP_HOOK\nSent by e-mail night@acme.example\nSent by command ${process.execPath}\n`,
  ]);
  expect(posted[0]?.blocks.map(({ type }) => type)).toEqual(['header', 'section', 'context']);
  expect(mails[0]).toMatch(/^Subject: heap-salesforce can reach you \(local\)\r$/m);
  expect(await noted()).toEqual([expect.objectContaining({ news: 'test', org: 'local' })]);
});

test('a webhook is reached through the proxy that the environment names', async () => {
  const { asked, url, close } = await openForwardProxy((hooks.address() as AddressInfo).port);
  onTestFinished(close);
  vi.stubEnv('HTTP_PROXY', url);
  onTestFinished(() => void vi.unstubAllEnvs());
  const behind = await openTerminal({
    HEAP_SF_STATE: desk.terminal.state,
    HEAP_HOOK: `http://hooks.heap.example${HOOK}`,
    HEAP_SMTP: PASSWORD,
  });
  const { code, stdout } = await behind.run('alerts test', { cwd: desk.folder });
  await behind.remove();
  expect([code, stdout, posted.length]).toEqual([0, expect.stringContaining('Sent by webhook HEAP_HOOK'), 1]);
  expect(asked).toEqual(['hooks.heap.example']);
});

test('a push that is well tells nobody', async () => {
  expect((await push()).code).toBe(0);
  expect([posted, mails, await noted()]).toEqual([[], [], []]);
});

test('one that finds no export tells everybody once, and says so when it is over', async () => {
  const folder = join(desk.folder, 'export');
  await rename(folder, `${folder}.away`);
  expect((await push()).code).toBe(13);
  expect((await push()).code).toBe(13);
  await rename(`${folder}.away`, folder);
  expect((await push()).code).toBe(0);
  const expected = [
    'The push from Heap to Salesforce failed (local)',
    'The push from Heap to Salesforce is well again (local)',
  ];
  expect(titles()).toEqual(expected);
  expect(mails.map((mail) => /^Subject: (.*)\r$/m.exec(mail)?.[1])).toEqual(expected);
  expect((await noted()).map(({ title, news, condition, kind }) => ({ title, news, condition, kind }))).toEqual([
    { title: expected[0], news: 'raised', condition: 'failed', kind: 'push' },
    { title: expected[1], news: 'over', condition: 'failed', kind: 'push' },
  ]);
  expect(posted[0]?.text).toContain(folder);
});

test('an export that shrank is told as such, with the run that was stopped', async () => {
  const half = async () => desk.sessions((person) => (person < 5 ? 1 : 0));
  await half();
  expect((await push()).code).toBe(13);
  await desk.sessions(() => 1);
  expect(titles()).toEqual(['The push from Heap to Salesforce was stopped: there is much less than before (local)']);
  const { id, alerts } = await lastRun();
  expect(alerts.map(({ channel, news }) => `${channel} ${news}`).toSorted()).toEqual(
    [`command ${process.execPath} raised`, 'e-mail night@acme.example raised', 'webhook HEAP_HOOK raised'].toSorted(),
  );
  expect((await noted())[0]).toMatchObject({ condition: 'shrunken', runId: id });
});

test('what does not get there does not fail the run, and is told with it', async () => {
  answer = 500;
  takesMail = false;
  await rm(join(desk.folder, 'note.mjs'));
  expect((await push()).code).toBe(0);
  answer = 200;
  takesMail = true;
  const { alerts } = await lastRun();
  const troubles = Object.fromEntries(alerts.map(({ channel, trouble }) => [channel.split(' ')[0], trouble]));
  expect(troubles['webhook']).toBe('The webhook of HEAP_HOOK answered 500: no_service');
  expect(troubles['e-mail']).toMatch(/^127\.0\.0\.1:\d+ did not take the e-mail \(Invalid login/);
  expect(troubles['command']).toContain('ended with code 1');
  const { stdout } = await run('runs show latest');
  expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
    /Not told shrunken \(over\), \S+, by webhook HEAP_HOOK: The webhook of HEAP_HOOK answered 500/,
  );
  expect((await run('schedule show')).stdout).toMatch(/Not delivered .+ by webhook HEAP_HOOK/);
});

test('a secret that is not set is named, and the others get the message', async () => {
  const bare = await openTerminal({ HEAP_SF_STATE: desk.terminal.state, HEAP_SMTP: PASSWORD });
  const { code, stdout } = await bare.run('alerts test', { cwd: desk.folder });
  await bare.remove();
  expect(code).toBe(68);
  expect(stdout).toContain('Not sent by webhook HEAP_HOOK: The environment variable HEAP_HOOK is not set');
  expect(mails).toHaveLength(1);
});

describe('by TLS', () => {
  const certificate = makeCertificate();
  const [changing, whole] = [openMailbox({}), openMailbox({ secure: true })];
  const boxes = [changing, whole];
  beforeAll(() => Promise.all(boxes.map(({ listen }) => listen())));
  afterAll(() => Promise.all(boxes.map(({ close }) => close())));

  function openMailbox(more: SMTPServerOptions) {
    const seen: string[] = [];
    const server = new SMTPServer({
      ...certificate,
      // A password is taken on a line that nobody reads along, and nowhere else.
      authOptional: true,
      ...more,
      onAuth: ({ username, password }, { secure }, done) => {
        seen.push(`${username} ${secure ? 'by TLS' : 'in the clear'}`);
        return done(null, password === PASSWORD ? { user: 'heap' } : undefined);
      },
      onData(stream, _session, done) {
        seen.push('mail');
        stream.resume().on('end', done);
      },
    });
    // A client that turns away is no trouble of the server.
    server.on('error', () => {});
    return {
      seen,
      port: () => (server.server.address() as AddressInfo).port,
      listen: () => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)),
      close: () => new Promise<void>((resolve) => server.close(resolve)),
    };
  }

  const emailTo = (port: number, security: string) =>
    `    - email: { to: [night@acme.example], from: heap@acme.example, host: 127.0.0.1, port: ${port}, security: ${security}, user: heap, password: HEAP_SMTP }\n`;
  const tellBoth = () =>
    desk.configure(`alerts:\n  to:\n${emailTo(changing.port(), 'starttls')}${emailTo(whole.port(), 'tls')}`);

  test('a server whose certificate nobody vouches for gets neither password nor message', async () => {
    await tellBoth();
    const { code, stdout } = await run('alerts test');
    const said = stdout.replaceAll(/\s+/g, ' ').match(/\(self-signed certificate\); where [^.]+NODE_EXTRA_CA_CERTS/g);
    expect([code, said?.length], stdout).toEqual([1, 2]);
    expect(stdout).not.toContain(PASSWORD);
    expect(boxes.map(({ seen }) => seen)).toEqual([[], []]);
  });

  test('one with a certificate of an authority that Node is told of gets both, over TLS', async () => {
    const file = join(desk.folder, 'authority.pem');
    await writeFile(file, certificate.cert);
    const env = { ...process.env, HEAP_SF_STATE: desk.terminal.state, HEAP_SMTP: PASSWORD, NODE_EXTRA_CA_CERTS: file };
    const line = `node src/cli.ts alerts test --config ${join(desk.folder, 'heap.config.yaml')}`;
    expect(await runLine(line, { env })).toMatchObject({ exitCode: 0, stderr: '' });
    expect(boxes.map(({ seen }) => seen)).toEqual([
      ['heap by TLS', 'mail'],
      ['heap by TLS', 'mail'],
    ]);
  });

  test.each([
    ['starttls', 'nothing was sent, for {port} offers no TLS'],
    ['tls', '{port} does not begin with TLS'],
  ])('a server without TLS gets nothing where %s is asked for', async (security, says) => {
    const port = (smtp.server.address() as AddressInfo).port;
    await desk.configure(`alerts:\n  to:\n${emailTo(port, security)}`);
    const { code, stdout } = await run('alerts test');
    expect([code, stdout.replaceAll(/\s+/g, ' ')]).toEqual([
      1,
      expect.stringContaining(says.replace('{port}', String(port))),
    ]);
    expect([mails, stdout.includes(PASSWORD)]).toEqual([[], false]);
  });
});

test('without alerts: there is nobody to tell', async () => {
  await desk.configure('');
  const { code, stderr } = await run('alerts test');
  expect([code, stderr]).toEqual([10, expect.stringContaining('it has no alerts:')]);
});
