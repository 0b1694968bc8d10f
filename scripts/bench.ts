// Prints what our code costs beside the best alternative, measured side by side in this run.
import { run as change } from './bench/change.ts';
import { run as localOrg } from './bench/local-org.ts';
import { run as metrics } from './bench/metrics.ts';
import { run as night } from './bench/night.ts';
import { run as nullOrg } from './bench/null-push.ts';
import { run as pull } from './bench/pull.ts';
import { run as push } from './bench/push.ts';
import { run as start } from './bench/start.ts';

const wanted = process.argv.slice(2);
const benches = { start, metrics, night, push, pull, change, 'null-org': nullOrg, 'local-org': localOrg };

for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  process.stdout.write(`\n${name}\n`);
  for (const { what, figure } of await bench()) process.stdout.write(`  ${what.padEnd(56)} ${figure}\n`);
}
