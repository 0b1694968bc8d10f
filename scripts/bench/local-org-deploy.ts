/** What the server itself takes to deploy our package: the median of five deployments, each into a new org. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ComponentSet, MetadataConverter } from '@salesforce/source-deploy-retrieve';
import { startLocalOrg } from '../../src/local-org/index.ts';
import { type BenchRow, median } from './bench-row.ts';

const RUNS = 5;
const project = fileURLToPath(new URL('../..', import.meta.url));

export async function run(): Promise<readonly BenchRow[]> {
  const set = ComponentSet.fromSource(['package', 'access'].map((part) => join(project, 'force-app', part)));
  set.sourceApiVersion = '67.0';
  const { zipBuffer } = await new MetadataConverter().convert(set, 'metadata', { type: 'zip' });
  if (zipBuffer === undefined) throw new Error('The package was not zipped.');
  const seen: number[] = [];
  for (let turn = 0; turn <= RUNS; turn++) {
    const org = await startLocalOrg();
    const began = performance.now();
    const { success } = org.control.deploy(zipBuffer);
    // The first one is spent on a program that is not warm yet.
    if (turn > 0) seen.push(performance.now() - began);
    await org.close();
    if (!success) throw new Error('The deployment failed.');
  }
  return [{ what: 'deployment of force-app, on the server', figure: `${Math.round(median(seen))} ms (aim 150 ms)` }];
}
