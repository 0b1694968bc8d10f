/**
 * A bulk upsert of contact usage rows into a local org: our client, jsforce with a file stream, `sf data upsert bulk`.
 * Same file, same org in a process of its own, clients taking turns, medians. Most of the time is the org's own.
 */
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { csvLine } from '../../src/base/csv.ts';
import { idOf } from '../../src/local-org/index.ts';
import { makeSfHome, type SfHome } from '../../test/support/sf-home.ts';
import { type BenchRow, median } from './bench-row.ts';
import { type Address, prepareUsageObject, usageObject } from './usage-object.ts';

const ROWS = 100_000;
const METRICS = 8;
const RUNS = 3;
const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const fields = Array.from({ length: METRICS }, (_, n) => `Metric_${n + 1}__c`);

interface Figure {
  readonly ms: number;
  readonly mb?: number;
}

export async function run(): Promise<readonly BenchRow[]> {
  const home = await makeSfHome();
  const server = fork(here('push-org.ts'), [String(ROWS), String(METRICS)], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  try {
    const [line] = (await once(server.stdout!, 'data')) as [Buffer];
    const address = JSON.parse(line.toString()) as Address;
    await prepareUsageObject(address, fields);
    const file = join(home.folder, 'usage.csv');
    await writeFile(file, csv());
    await logIn(home, address);
    const clients: readonly (readonly [string, () => Promise<Figure>])[] = [
      ['ours', () => client('ours', address, file)],
      ['jsforce', () => client('jsforce', address, file)],
      ['sf data upsert bulk', () => sfUpsert(home, file)],
    ];
    // The first upsert creates the rows; all that are counted then do the same work.
    await client('ours', address, file);
    const figures = new Map(clients.map(([name]) => [name, [] as Figure[]]));
    for (let turn = 0; turn < RUNS; turn++) {
      for (const [name, go] of clients) figures.get(name)!.push(await go());
    }
    return rowsOf(figures);
  } finally {
    const ended = once(server, 'exit');
    server.disconnect();
    await ended;
    await home.remove();
  }
}

function csv(): string {
  const lines = [csvLine(['Contact_Id__c', 'Contact__c', ...fields])];
  for (let n = 1; n <= ROWS; n++) {
    const id = idOf('003', n);
    lines.push(csvLine([id, id, ...fields.map((_, at) => String((n * 31 + at * 7) % 1000))]));
  }
  return `${lines.join('\n')}\n`;
}

async function client(name: string, { url, token }: Address, file: string): Promise<Figure> {
  const child = spawn(process.execPath, [here('push-client.ts'), name, url, file, String(ROWS)], {
    env: { ...process.env, SF_ACCESS_TOKEN: token },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  const [code] = await once(child, 'close');
  const { ms, mb, accepted } = JSON.parse(text) as Required<Figure> & { readonly accepted: number };
  if (code !== 0 || accepted !== ROWS)
    throw new Error(`${name} had ${accepted} of ${ROWS} rows accepted (exit ${code})`);
  return { ms, mb };
}

async function logIn(home: SfHome, { url, token }: Address): Promise<void> {
  await sf(home, ['org', 'login', 'access-token', '--instance-url', url, '--alias', 'bench', '--no-prompt'], {
    SF_ACCESS_TOKEN: token,
  });
}

async function sfUpsert(home: SfHome, file: string): Promise<Figure> {
  const began = performance.now();
  await sf(home, [
    'data',
    'upsert',
    'bulk',
    '-o',
    'bench',
    '-s',
    usageObject,
    '-i',
    'Contact_Id__c',
    '-f',
    file,
    '-w',
    '10',
  ]);
  return { ms: performance.now() - began };
}

async function sf(home: SfHome, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<void> {
  const child = spawn('sf', args, {
    cwd: home.folder,
    env: { ...home.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`sf ${args.slice(0, 3).join(' ')} ended with ${code}: ${said}`);
}

function rowsOf(figures: ReadonlyMap<string, readonly Figure[]>): readonly BenchRow[] {
  const ms = (name: string) => median(figures.get(name)!.map((figure) => figure.ms));
  const own = ms('ours');
  return [...figures].map(([name, all]) => {
    const took = ms(name);
    const memory = all[0]?.mb === undefined ? '' : `, ${Math.round(median(all.map(({ mb }) => mb ?? 0)))} MB`;
    const rate = `${Math.round(ROWS / (took / 1000)).toLocaleString('en-US')} rows/s`;
    return {
      what: `${ROWS.toLocaleString('en-US')} rows x ${METRICS} metrics, ${name}`,
      figure: `${rate} (${Math.round(took)} ms${memory}), ${(took / own).toFixed(2)} x ours`,
    };
  });
}
