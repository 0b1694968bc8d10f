import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { localHeapFolder } from '../../src/context/local-heap.ts';
import { findLocalHeap } from '../../src/local-heap/heap-folder.ts';
import type { Dump } from '../../src/local-heap/index.ts';
import { caller } from '../local-heap/caller.ts';
import { openTerminal, type Terminal } from '../support/heap-sf.ts';
import { type Program, startProgram } from '../support/program.ts';
import { projectFolder } from '../support/project.ts';

const sample = join(projectFolder, 'config/sample/export');

let terminal: Terminal;
let env: NodeJS.ProcessEnv;
let server: Program | undefined;

beforeEach(async () => {
  terminal = await openTerminal();
  env = { ...process.env, HEAP_SF_STATE: terminal.state };
});
afterEach(async () => {
  server?.kill();
  server = undefined;
  await terminal.remove();
});

/** Starts the kept one in a process of its own, as a person does, and tells where it answers. */
async function start(words = ''): Promise<string> {
  server = startProgram(`exec node src/cli.ts local-heap start --port 0${words}`, { env });
  await server.says('Ctrl-C stops it');
  return (await findLocalHeap(localHeapFolder(terminal.state)))!.url;
}

async function stop(): Promise<string> {
  server?.interrupt();
  const { exitCode, stdout } = await server!.ended;
  expect(exitCode).toBe(0);
  return stdout;
}

const send = (url: string, identity: string, properties: object) =>
  caller({ url })('add_user_properties', { app_id: 'local', identity, properties });

test('started anew it knows the people of the export, by their own user_ids; stopped, it keeps what was sent', async () => {
  const url = await start();
  const looked = (await terminal.run('local-heap info --json')).json<{ apps: readonly object[] }>().result;
  expect(looked).toMatchObject({ status: 'running', url, apps: [{ appId: 'local', users: 2950, properties: 3 }] });
  expect((await send(url, 'clara.moreau.8@mail.example', { Tier: 'Gold' })).status).toBe(200);
  expect((await send(url, 'somebody new', { Tier: 'Gold' })).status).toBe(200);
  expect((await send(url, 'somebody else', { Tier: null })).status).toBe(400);
  expect(await stop()).toMatch(
    /^The local Heap is running at http:\/\/localhost:\d+, and knows 2,950 users of local\.\n/,
  );

  const { stdout } = await terminal.run('local-heap info');
  expect(stdout).toContain('The local Heap is not running. Start it with: heap-sf local-heap start\n');
  expect(stdout).toMatch(/app_id +users +accounts +events +properties\nlocal +2,951 +0 +0 +4\n/);
  expect(stdout).toMatch(/local +\/api\/add_user_properties +3 +2 +1\n/);
  expect(stdout).toMatch(/add_user_properties +\d +400 +properties\.Tier/);
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test('what it holds goes round: exported beside the sessions, the users are those that it began with, and what was sent', async () => {
  const url = await start();
  const place = join(terminal.state, 'desk/export');
  await mkdir(join(terminal.state, 'desk'));
  await cp(sample, place, { recursive: true });
  const metrics = `
join: { contact: { heap: email, salesforce: Email } }
metrics:
  - { name: Sessions, level: account, event: session, measure: count, lookback: all }
  - { name: Exports, level: contact, event: report_exported, measure: distinct users, lookback: 4w }
`;
  const config = join(terminal.state, 'desk/heap.config.yaml');
  const figures = async (connect: string): Promise<unknown> => {
    await writeFile(config, `source: { connect: "${connect}" }${metrics}`);
    const answer = await terminal.run('metrics preview --as-of 2026-06-30 --json', {
      cwd: join(terminal.state, 'desk'),
    });
    expect(answer.code, answer.stdout).toBe(0);
    const { records: _, ...whole } = answer.json<Record<string, unknown>>().result;
    return whole;
  };
  await terminal.run('setup');
  const before = await figures(sample);
  const dump = (await terminal.run(['local-heap', 'export', '--to', place, '--json'])).json<Dump>().result;
  expect(dump).toMatchObject({ folder: place, dumpId: 1004, users: 2950, properties: 3 });
  expect(await figures(place)).toEqual(before);
  await send(url, 'somebody new', { Tier: 'Gold' });
  expect((await terminal.run(['local-heap', 'export', '--to', place])).stdout).toBe(
    `Dump 1005: 2,951 users with 4 custom properties, ${dump.migrations} migrations.\nIn ${place}\n`,
  );
}, 120_000);

test('without an export that can be read it starts all the same, says so, and takes the people in once there is one', async () => {
  const folder = join(terminal.state, 'desk');
  await mkdir(folder);
  const config = join(folder, 'heap.config.yaml');
  const metric = 'metrics: [{ name: A, level: account, event: session, measure: count, lookback: all }]';
  await writeFile(config, `source: { connect: nowhere }\n${metric}`);
  server = startProgram(`exec node ${join(projectFolder, 'src/cli.ts')} local-heap start --port 0`, {
    env,
    cwd: folder,
  });
  await server.says('knows 0 users of local');
  server.interrupt();
  expect((await server.ended).stderr).toContain('The local Heap knows nobody yet.');
  await writeFile(config, `source: { connect: "${sample}" }\n${metric}`);
  server = startProgram(`exec node ${join(projectFolder, 'src/cli.ts')} local-heap start --port 0`, {
    env,
    cwd: folder,
  });
  await server.says('knows 2,950 users of local');
  await stop();
});

test('it is thrown away only when that is meant, and not while it runs', async () => {
  expect((await terminal.run('local-heap info')).stdout).toBe(
    'There is no local Heap yet. Start it with: heap-sf local-heap start\n',
  );
  expect(await terminal.run('local-heap export --to x')).toMatchObject({ code: 11 });
  await start();
  const running = await terminal.run('local-heap reset --yes');
  expect([running.code, running.stderr]).toEqual([20, expect.stringContaining('Stop it first')]);
  const second = await terminal.run('local-heap start');
  expect([second.code, second.stderr]).toEqual([20, expect.stringMatching(/already served by process \d+ at/)]);
  await stop();
  const asked = await terminal.run('local-heap reset');
  expect([asked.code, asked.stderr]).toEqual([2, expect.stringContaining('Say that it is meant: --yes')]);
  expect(await terminal.run('local-heap reset', { types: 'n\n' })).toMatchObject({
    code: 1,
    stdout: 'Nothing was deleted.\n',
  });
  const named = await terminal.run('local-heap export --to x --app 12');
  expect([named.code, named.stderr]).toEqual([11, expect.stringContaining('Name one of: local.')]);
  expect((await terminal.run('local-heap reset', { types: 'yes\n' })).code).toBe(0);
  expect((await terminal.run('local-heap info')).stdout).toContain('There is no local Heap yet');
});
