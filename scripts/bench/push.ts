/**
 * A bulk upsert of contact usage rows into a local org: our client, jsforce with a file stream, `sf data upsert bulk`.
 * Same rows, same org in a process of its own, clients taking turns, medians. Most of the time is the org's own.
 */
import { join } from 'node:path';
import { makeSfHome } from '../../test/support/sf-home.ts';
import { type BenchRow, median, number } from './bench-row.ts';
import { CLIENTS, type ClientName, logIn } from './bulk-clients.ts';
import { compileClient } from './compiled-client.ts';
import { METRIC_FIELDS } from './metric-fields.ts';
import { startOrgProcess } from './org-process.ts';
import type { Taken } from './timed-process.ts';
import { prepareUsageObject } from './usage-object.ts';
import { writeUsageRows } from './usage-rows.ts';

const ROWS = 100_000;
const RUNS = 5;
const OPPONENTS: readonly ClientName[] = ['ours', 'jsforce bulk2, file stream', 'sf data upsert bulk'];

export async function run(): Promise<readonly BenchRow[]> {
  const home = await makeSfHome();
  const org = await startOrgProcess('push-org.ts', [String(ROWS)]);
  try {
    const { address } = org;
    await prepareUsageObject(address, METRIC_FIELDS);
    const file = await writeUsageRows(home.folder, ROWS);
    await logIn(home, address);
    const ground = {
      home,
      address,
      file,
      program: await compileClient('bulk-client.ts', join(home.folder, 'compiled')),
    };
    // The first upsert creates the rows; all that are counted then do the same work.
    await CLIENTS.ours(ground);
    const figures = new Map<ClientName, Taken[]>(OPPONENTS.map((name) => [name, []]));
    for (let turn = 0; turn < RUNS; turn++) {
      for (const name of OPPONENTS) figures.get(name)!.push(await CLIENTS[name](ground));
    }
    return rowsOf(figures);
  } finally {
    await org.stop();
    await home.remove();
  }
}

function rowsOf(figures: ReadonlyMap<ClientName, readonly Taken[]>): readonly BenchRow[] {
  const seconds = (name: ClientName) => median(figures.get(name)!.map((taken) => taken.seconds));
  const own = seconds('ours');
  return [...figures].map(([name, all]) => {
    const took = seconds(name);
    const rate = `${number(Math.round(ROWS / took))} rows/s`;
    const memory = Math.round(median(all.map(({ mb }) => mb)));
    return {
      what: `${number(ROWS)} rows x ${METRIC_FIELDS.length} metrics, ${name}`,
      figure: `${rate} (${took.toFixed(2)} s, ${memory} MB), ${(took / own).toFixed(2)} x ours`,
    };
  });
}
