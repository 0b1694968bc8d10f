import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ProgramEnd, runLine } from '../support/program.ts';
import { projectFolder } from '../support/project.ts';
import type { Desk } from './sf-desk.ts';

const metric = '{ name: Sessions, level: account, event: session, measure: count, lookback: 7d }';

/** Our own command as the person at the desk runs it in a shell: on orgs that `sf` knows, with the sample's export and one metric. */
export async function heapAtDesk(desk: Desk, command: string, more = ''): Promise<ProgramEnd> {
  const folder = join(desk.home.folder, 'heap');
  await mkdir(folder, { recursive: true });
  const source = `{ connect: "${projectFolder}/config/sample/export" }`;
  await writeFile(join(folder, 'heap.config.yaml'), `source: ${source}\nmetrics:\n  - ${metric}\n${more}`);
  return runLine(`"${process.execPath}" "${projectFolder}/src/cli.ts" ${command}`, { env: desk.home.env, cwd: folder });
}
