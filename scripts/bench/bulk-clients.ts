import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../src/base/clock.ts';
import { openLedger } from '../../src/ledger/open-ledger.ts';
import type { SfHome } from '../../test/support/sf-home.ts';
import type { Told } from './bulk-client.ts';
import { METRIC_FIELDS } from './metric-fields.ts';
import type { Address } from './org-process.ts';
import { type Taken, timedProcess } from './timed-process.ts';
import { usageObject } from './usage-object.ts';

/** What the clients of a bulk upsert stand on. */
export interface ClientGround {
  readonly home: SfHome;
  readonly address: Address;
  /** The rows as a CSV; beside it the same as Parquet. */
  readonly file: string;
  /** The program of ours and of jsforce, compiled as it is published. */
  readonly program: string;
}

/** What a load took, and what the client itself says became of the rows, where it says so. */
export interface Loaded extends Taken {
  readonly told?: Told;
}

/** Clients that upsert the rows as one bulk job and read its results, each as a whole process in its best mode. */
export const CLIENTS = {
  ours: (ground) => ofNode(ground, 'ours'),
  'jsforce bulk2, file stream': (ground) => ofNode(ground, 'jsforce'),
  'sf data upsert bulk': ofSf,
  'SFDMU 3.7.19': ofSfdmu,
} as const satisfies Record<string, (ground: ClientGround) => Promise<Loaded>>;
export type ClientName = keyof typeof CLIENTS;

/** Lets `sf` know the org as `bench`. */
export async function logIn(home: SfHome, { url, token }: Address, withSfdmu = false): Promise<void> {
  const env = { ...home.env, SF_ACCESS_TOKEN: token };
  const login = ['org', 'login', 'access-token', '--instance-url', url, '--alias', 'bench', '--no-prompt'];
  await timedProcess('sf', login, { cwd: home.folder, env });
  const sfdmu = fileURLToPath(new URL('../../node_modules/sfdmu', import.meta.url));
  if (withSfdmu) {
    await timedProcess('sf', ['plugins', 'link', '--no-install', sfdmu], { cwd: home.folder, env: home.env });
  }
}

async function ofNode({ home, address: { url, token }, file, program }: ClientGround, name: string): Promise<Loaded> {
  const folder = await mkdtemp(join(home.folder, 'state-'));
  // As set-up has left it: to make a ledger, the disk is waited for five times.
  openLedger(folder, { clock: systemClock }).close();
  const { stdout, ...taken } = await timedProcess(process.execPath, [program, name, url, file, folder], {
    cwd: home.folder,
    env: { ...process.env, SF_ACCESS_TOKEN: token, NODE_COMPILE_CACHE: join(home.folder, 'code-cache') },
  });
  await rm(folder, { recursive: true, force: true });
  const told = JSON.parse(stdout) as Told;
  if (told.accepted + told.rejected === 0) throw new Error(`${name} had no row answered`);
  return { ...taken, told };
}

async function ofSf({ home, file }: ClientGround): Promise<Loaded> {
  const upsert = ['data', 'upsert', 'bulk', '-o', 'bench', '-s', usageObject, '-i', 'Contact_Id__c'];
  return timedProcess('sf', [...upsert, '-f', file, '-w', '20'], { cwd: home.folder, env: home.env });
}

async function ofSfdmu({ home, address, file }: ClientGround): Promise<Loaded> {
  const folder = join(file, '..');
  const script = {
    orgs: [{ name: 'target', orgUserName: 'admin@heap.local', instanceUrl: address.url, accessToken: address.token }],
    bulkApiVersion: '2.0',
    bulkThreshold: 200,
    pollingIntervalMs: 100,
    objects: [
      {
        query: `SELECT Contact_Id__c, ${METRIC_FIELDS.join(', ')} FROM ${usageObject}`,
        operation: 'Upsert',
        externalId: 'Contact_Id__c',
      },
    ],
  };
  await writeFile(join(folder, 'export.json'), JSON.stringify(script));
  const orgs = ['--sourceusername', 'csvfile', '--targetusername', 'target'];
  return timedProcess('sf', ['sfdmu', 'run', '--noprompt', ...orgs, '--path', folder], {
    cwd: home.folder,
    env: home.env,
  });
}
