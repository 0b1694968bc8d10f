/**
 * Contact usage rows of eight metrics into a null org, which answers at line speed: what a client takes by itself. Whole
 * processes, from start to end, with all three results read; the same rows for each, clients taking turns, medians; the
 * server says what arrived. Then a few rows into one that takes 2,000 rows a second, as an org may: what a person feels. Then
 * a million rows that are all refused, of which ours keeps a list with the cells that were sent.
 */
import { join } from 'node:path';
import { makeSfHome } from '../../test/support/sf-home.ts';
import { type BenchRow, median, number } from './bench-row.ts';
import { CLIENTS, type ClientName, logIn } from './bulk-clients.ts';
import { compileClient } from './compiled-client.ts';
import { METRIC_FIELDS } from './metric-fields.ts';
import type { Verdict } from './null-job.ts';
import { startNullServer } from './null-server.ts';
import type { Taken } from './timed-process.ts';
import { prepareUsageObject } from './usage-object.ts';
import { writeUsageRows } from './usage-rows.ts';

const SLOW_ROWS_PER_SECOND = 2000;

interface Figure extends Taken {
  readonly requests: number;
}

interface Series {
  readonly rows: number;
  readonly runs: number;
  readonly rowsPerSecond: number;
  readonly verdict: Verdict;
  readonly clients: readonly ClientName[];
  /** At most this share of what an opponent takes. */
  readonly aims: Readonly<Partial<Record<ClientName, number>>>;
}

const SERIES: readonly Series[] = [
  {
    rows: 1_000_000,
    runs: 5,
    rowsPerSecond: 0,
    verdict: 'accept',
    clients: ['ours', 'jsforce bulk2, file stream', 'sf data upsert bulk'],
    aims: { 'jsforce bulk2, file stream': 0.3, 'sf data upsert bulk': 0.25 },
  },
  {
    rows: 100_000,
    runs: 5,
    rowsPerSecond: 0,
    verdict: 'accept',
    clients: ['ours', 'jsforce bulk2, file stream', 'sf data upsert bulk', 'SFDMU 3.7.19'],
    aims: { 'sf data upsert bulk': 0.15, 'SFDMU 3.7.19': 0.06 },
  },
  {
    rows: 10_000,
    runs: 5,
    rowsPerSecond: SLOW_ROWS_PER_SECOND,
    verdict: 'accept',
    clients: ['ours', 'jsforce bulk2, file stream', 'sf data upsert bulk'],
    aims: {},
  },
  {
    rows: 1_000_000,
    runs: 5,
    rowsPerSecond: 0,
    verdict: 'refuse',
    clients: ['ours', 'jsforce bulk2, file stream'],
    aims: {},
  },
];

/** Runs the benchmark; takes about eight minutes. */
export async function run(): Promise<readonly BenchRow[]> {
  const lines: BenchRow[] = [];
  for (const series of SERIES) lines.push(...(await runSeries(series)));
  return lines;
}

async function runSeries(series: Series): Promise<readonly BenchRow[]> {
  const home = await makeSfHome();
  const server = await startNullServer(series.rowsPerSecond, series.verdict);
  try {
    const { address } = server;
    await prepareUsageObject(address, METRIC_FIELDS);
    const file = await writeUsageRows(join(home.folder, 'move'), series.rows);
    await logIn(home, address, series.clients.includes('SFDMU 3.7.19'));
    const ground = {
      home,
      address,
      file,
      program: await compileClient('bulk-client.ts', join(home.folder, 'compiled')),
    };
    const figures = new Map<ClientName, Figure[]>(series.clients.map((name) => [name, []]));
    let print: string | undefined;
    for (let turn = 0; turn < series.runs; turn++) {
      for (const name of series.clients) {
        const taken = await CLIENTS[name](ground);
        const said = series.verdict === 'refuse' ? taken.told?.rejected : taken.told?.accepted;
        if (said !== undefined && said !== series.rows)
          throw new Error(`${name} tells of ${said} rows: ${series.verdict}`);
        const jobs = await server.arrived();
        const rows = jobs.reduce((sum, job) => sum + job.rows, 0);
        if (rows !== series.rows) throw new Error(`${name} brought ${rows} of ${series.rows} rows`);
        // SFDMU sends columns of its own beside ours.
        if (name !== 'SFDMU 3.7.19') print ??= jobs[0]!.print;
        if (name !== 'SFDMU 3.7.19' && jobs[0]!.print !== print) throw new Error(`${name} brought other rows`);
        figures.get(name)!.push({ ...taken, requests: jobs.reduce((sum, job) => sum + job.requests, 0) });
      }
    }
    return report(series, figures);
  } finally {
    await server.stop();
    await home.remove();
  }
}

function report(
  { rows, rowsPerSecond, verdict, aims }: Series,
  figures: ReadonlyMap<ClientName, readonly Figure[]>,
): BenchRow[] {
  const of = (name: ClientName, key: keyof Figure) => median((figures.get(name) ?? []).map((one) => one[key]));
  const speed = rowsPerSecond === 0 ? '' : ` at ${number(rowsPerSecond)} rows/s`;
  const where = verdict === 'refuse' ? `${speed}, all refused` : speed;
  const own = of('ours', 'seconds');
  return [...figures].map(([name, all]) => {
    const seconds = all.map((one) => one.seconds);
    const range = `${Math.min(...seconds).toFixed(2)} to ${Math.max(...seconds).toFixed(2)}`;
    const ratio = own / of(name, 'seconds');
    const aim = aims[name];
    const credits = (of(name, 'requests') / rows) * 1_000_000;
    return {
      what: `${number(rows)} rows${where}, ${name}`,
      figure: [
        `${of(name, 'seconds').toFixed(2)} s (${range}), ${of(name, 'cpuSeconds').toFixed(2)} s of CPU, ${Math.round(of(name, 'mb'))} MB`,
        name === 'ours'
          ? rows === 1_000_000 && verdict === 'accept'
            ? '(aim: under 200 MB)'
            : ''
          : `ours takes ${ratio.toFixed(2)} of it`,
        aim === undefined ? '' : `(aim: at most ${aim})`,
        `${number(Math.round(credits))} credits per million rows`,
      ]
        .filter((part) => part !== '')
        .join(', '),
    };
  });
}
