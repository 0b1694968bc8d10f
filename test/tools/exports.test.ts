import { afterAll, beforeAll, expect, test } from 'vitest';
import { runLine } from '../support/program.ts';
import { type ExportDesk, openExportDesk } from './export-desk.ts';

let desk: ExportDesk;
beforeAll(async () => {
  desk = await openExportDesk();
});
afterAll(() => desk.close());

const checked = (line: string) => runLine(line, { env: { ...process.env, LC_ALL: 'C.UTF-8' }, cwd: desk.folder });
const WELL = { exitCode: 0, stdout: '', stderr: '' };

test('systemd takes the service, and the timer with its moments', async () => {
  await desk.exported('systemd', 'heap-sf.service');
  for (const unit of ['heap-sf.service', 'heap-sf-due.service', 'heap-sf-due.timer'])
    expect(await checked(`systemd-analyze verify ./${unit}`), unit).toMatchObject(WELL);
});

test('cron takes the line', async () => {
  await desk.exported('cron', 'heap-sf.crontab');
  const { exitCode, stderr } = await checked('crontab -n heap-sf.crontab');
  expect([exitCode, stderr]).toEqual([0, expect.stringContaining('successfully checked')]);
});
