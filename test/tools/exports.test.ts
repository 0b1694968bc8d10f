import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTerminal, type Terminal } from '../support/heap-sf.ts';
import { runLine } from '../support/program.ts';

let terminal: Terminal;
let folder: string;
beforeAll(async () => {
  terminal = await openTerminal();
  // A path as people have them: each format quotes it in its own way.
  folder = await mkdtemp(join(tmpdir(), 'tools 100% '));
  await writeFile(
    join(folder, 'heap.config.yaml'),
    `source: { connect: s3://acme-heap }
pull: { contact: [Title] }
metrics: [{ name: Sessions, level: account, event: session, measure: count, lookback: 7d }]
schedule: { pull: "*/20 8-18 * * mon-fri", push: "30 0 1,15 * 0", zone: Asia/Kolkata }
`,
  );
});
afterAll(async () => {
  await terminal.remove();
  await rm(folder, { recursive: true, force: true });
});

const exported = async (format: string) =>
  expect((await terminal.run(['schedule', 'export', format, '--output-dir', folder], { cwd: folder })).code).toBe(0);
const checked = (line: string) => runLine(line, { env: { ...process.env, LC_ALL: 'C.UTF-8' }, cwd: folder });
const WELL = { exitCode: 0, stdout: '', stderr: '' };

test('systemd takes the service, and the timer with its moments', async () => {
  await exported('systemd');
  for (const unit of ['heap-sf.service', 'heap-sf-due.service', 'heap-sf-due.timer'])
    expect(await checked(`systemd-analyze verify ./${unit}`), unit).toMatchObject(WELL);
});

test('cron takes the line', async () => {
  await exported('cron');
  const { exitCode, stderr } = await checked('crontab -n heap-sf.crontab');
  expect([exitCode, stderr]).toEqual([0, expect.stringContaining('successfully checked')]);
});
