// A process that holds an org with a run of many small steps, until it is killed.
import { systemClock } from '../../src/base/clock.ts';
import { openLedger } from '../../src/ledger/open-ledger.ts';
import { PUSH } from './temporary-ledger-facts.ts';

const [folder = ''] = process.argv.slice(2);
const ledger = openLedger(folder, { clock: systemClock });
await ledger.withRun(PUSH, async (run) => {
  process.stdout.write(`${run.id}\n`);
  for (let step = 1; ; step++) {
    run.addJob({ jobId: `750-${step}`, way: 'bulk', object: 'o', operation: 'upsert', rows: step });
    run.reject({ object: `o${step}`, file: `/r/${step}.parquet`, byCode: [{ code: 'X', rows: step }] });
    run.spend('query');
    process.stdout.write(`step ${step}\n`);
    await new Promise((resolve) => setImmediate(resolve));
  }
});
