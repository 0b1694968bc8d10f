// The local org: how soon it answers, and how fast it takes a deployment, a million rows and a query among them.
import type { BenchRow } from './bench-row.ts';
import { run as deploy } from './local-org-deploy.ts';
import { run as rows } from './local-org-rows.ts';
import { run as start } from './local-org-start.ts';

/** Runs the benchmark; takes about two minutes. */
export async function run(): Promise<readonly BenchRow[]> {
  return [...(await start()), ...(await deploy()), ...(await rows())];
}
